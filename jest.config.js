/** The maps are files of their own: within the code they are four times as much of it, and all of it is read for each test file. */
const swc = ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, sourceMaps: true }];

/** Dynamic imports name the compiled file. */
const compiledNames = { "^(\\.\\./.*/provider/.*)\\.js$": "$1" };

/**
 * Most of the work of loading the SDK is for the closures that it serializes, and much of that of zod for the messages of
 * sixty languages. No unit test needs these.
 */
const notUsed = Object.fromEntries(
  ["^@npmcli/arborist$", "/typescript-shim$", "^\\.\\./locales/index\\.cjs$"].map((name) => [
    name,
    "<rootDir>/scripts/jest/not-used.js",
  ]),
);

/** One level of the tests: the files in some folders of `test/`, and what they need before they run. */
const level = (displayName, folders, more) => ({
  displayName,
  testMatch: folders.map((folder) => `<rootDir>/test/${folder}/*.test.ts`),
  testEnvironment: "<rootDir>/scripts/jest/compiled-once.cjs",
  transform: { "\\.ts$": swc },
  moduleNameMapper: compiledNames,
  modulePathIgnorePatterns: ["<rootDir>/dist", "<rootDir>/.cache"],
  ...more,
});

/** @type {import("jest").Config} */
module.exports = {
  // Twice the processors of CI, which idle where tests wait.
  maxWorkers: 4,
  testSequencer: "<rootDir>/scripts/jest/longest-first.cjs",
  // Ends a test that hangs. No test depends on the speed of the machine, so this is the only limit, and a generous one.
  testTimeout: 600_000,
  // A worker with nothing left to do takes up to a second to end on a busy machine; one that leaks never ends by itself.
  workerGracefulExitTimeout: 5000,
  projects: [
    level("unit", ["!(host|engine|scripts|package)/**"], {
      setupFiles: ["<rootDir>/scripts/jest/one-try.ts"],
      moduleNameMapper: { ...compiledNames, ...notUsed },
    }),
    level("scripts", ["scripts", "scripts/trials"]),
    level("host", ["host/**", "package/**"], {
      globalSetup: "<rootDir>/scripts/jest/built-package.mjs",
    }),
    level("engine", ["engine/**", "scripts/runner/**"], {
      globalSetup: "<rootDir>/scripts/jest/built-package-and-engine.mjs",
      testEnvironment: "<rootDir>/scripts/jest/engine-environment.ts",
    }),
  ],
};
