import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** Imports go one way: what a room may not reach for. */
const room = (files, forbidden) => ({
  files,
  rules: {
    "@typescript-eslint/no-restricted-imports": [
      "error",
      { patterns: forbidden.map(([regex, message]) => ({ regex, message, allowTypeImports: false })) },
    ],
  },
});
const pulumi = [
  "^@pulumi/",
  "only resource classes, lookups and components know Pulumi; a type-only import is fine elsewhere",
];
const typesOnly = (files, forbidden) => ({
  files,
  rules: {
    "@typescript-eslint/no-restricted-imports": [
      "error",
      { patterns: forbidden.map(([regex, message]) => ({ regex, message, allowTypeImports: true })) },
    ],
  },
});

export default tseslint.config(
  { ignores: ["dist/", ".cache/", "**/node_modules/"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "separate-type-imports" }],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  typesOnly(["provider/core/**", "provider/runtime.ts"], [pulumi]),
  typesOnly(
    ["provider/{waldur,e24cloud}/{settings,wire,signing,client,rule,rule-input,planner,crud,session}.ts"],
    [pulumi],
  ),
  room(["sandbox/**"], [["provider", "a twin that shares code with the client proves nothing"]]),
  {
    files: ["**/*.js", "**/*.mjs"],
    languageOptions: {
      globals: { require: "readonly", module: "writable", process: "readonly", console: "readonly" },
    },
  },
);
