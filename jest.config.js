const swc = ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }];

/** Dynamic imports name the compiled file. */
const compiledNames = { "^(\\.\\./.*/provider/.*)\\.js$": "$1" };

/** What the SDK serializes closures with, which no unit test does, is half of the work of loading it. */
const noClosures = { "^@npmcli/arborist$": "<rootDir>/scripts/jest/not-used.js" };

/** One level of the tests: the files in some folders of `test/`, and what they need before they run. */
const level = (displayName, folders, more) => ({
  displayName,
  testMatch: folders.map((folder) => `<rootDir>/test/${folder}/*.test.ts`),
  testEnvironment: "node",
  transform: { "\\.ts$": swc },
  moduleNameMapper: compiledNames,
  modulePathIgnorePatterns: ["<rootDir>/dist", "<rootDir>/.cache"],
  ...more,
});

/** @type {import("jest").Config} */
module.exports = {
  // One more than the processors of CI, which idle where tests wait.
  maxWorkers: 3,
  testSequencer: "<rootDir>/scripts/jest/longest-first.cjs",
  // Ends a test that hangs. No test depends on the speed of the machine, so this is the only limit, and a generous one.
  testTimeout: 600_000,
  // A worker with nothing left to do takes up to a second to end on a busy machine; one that leaks never ends by itself.
  workerGracefulExitTimeout: 5000,
  projects: [
    level("unit", ["!(host|engine|scripts|package)/**"], {
      setupFiles: ["<rootDir>/scripts/jest/one-try.ts"],
      moduleNameMapper: { ...compiledNames, ...noClosures },
    }),
    level("scripts", ["scripts"]),
    level("host", ["host/**", "package/**"], {
      globalSetup: "<rootDir>/scripts/jest/built-package.mjs",
    }),
    level("engine", ["engine/**", "scripts/runner/**"], {
      globalSetup: "<rootDir>/scripts/jest/built-package-and-engine.mjs",
    }),
  ],
};
