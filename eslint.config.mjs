import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** Imports go one way: what the files of a room may not reach for. */
const room = (files, patterns, ignores = []) => ({
  files,
  ignores,
  rules: { "@typescript-eslint/no-restricted-imports": ["error", { patterns }] },
});
const pulumi = {
  regex: "^@pulumi/",
  message: "only resource classes, lookups and presets know Pulumi; a type-only import is fine elsewhere",
  allowTypeImports: true,
};
const upwards = { regex: "/(components|testing|sandbox|cli)(/|$)", message: "imports go one way" };
const twin = { regex: "/provider(/|$)", message: "a twin that shares code with the client proves nothing" };
/** The files of `provider/` that stand on Pulumi. */
const onPulumi = [
  "provider/{provider,dynamic-resource,lookup-settings}.ts",
  "provider/**/{resource,lookups,presets,rule-owners,rule-props}.ts",
];

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
  room(["provider/**"], [pulumi, upwards], onPulumi),
  room(onPulumi, [upwards]),
  room(["sandbox/**"], [twin]),
  {
    files: ["**/*.js", "**/*.mjs"],
    languageOptions: {
      globals: { require: "readonly", module: "writable", process: "readonly", console: "readonly" },
    },
  },
);
