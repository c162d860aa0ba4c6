import markdown from "@eslint/markdown";
import * as parser from "@typescript-eslint/parser";
import words from "./plugin.mjs";

const folders = [
  "provider",
  "cli",
  "sandbox",
  "testing",
  "components",
  "plugin",
  "examples",
  "analysis",
  "intents",
  "scripts",
  "test",
];

/** Words of the project's old dialect in pages, messages and comments. */
export default [
  {
    ignores: [
      "dist/",
      ".cache/",
      "api-pages/",
      "**/node_modules/",
      "scripts/words/",
      "test/scripts/words.test.ts",
    ],
  },
  {
    files: folders.map((folder) => `${folder}/**/*.{ts,js,mjs,cjs}`),
    languageOptions: { parser, parserOptions: { jsDocParsingMode: "none" } },
    linterOptions: { noInlineConfig: true },
    plugins: { words },
    rules: { "words/code": "error" },
  },
  {
    files: ["**/*.md"],
    language: "markdown/gfm",
    plugins: { markdown, words },
    rules: { "words/page": "error" },
  },
];
