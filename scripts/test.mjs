import { spawnSync } from "node:child_process";
import process from "node:process";
import { ensureEngine } from "./engine/ensure.mjs";
import builtPackage from "./jest/built-package.mjs";
import { runJest, tally } from "./jest/run-jest.mjs";
import { installDependencies, root } from "./prepare.mjs";
import { say } from "./progress.mjs";

/** What must hold besides the tests; each that does not counts as one failure. */
const checks = [
  ["format", "prettier/bin/prettier.cjs", "--check", "--log-level=warn", "."],
  ["lint", "eslint/bin/eslint.js", "."],
  [
    "imports",
    "dependency-cruiser/bin/dependency-cruise.mjs",
    "provider",
    "components",
    "testing",
    "cli",
    "sandbox",
  ],
  ["types", "typescript/bin/tsc", "--noEmit"],
];

function holds([name, tool, ...args]) {
  say(`Checking ${name} ...`);
  const { status } = spawnSync(process.execPath, [`node_modules/${tool}`, ...args], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) say(`Checking ${name}: failed`);
  return status === 0;
}

async function test(jestArguments) {
  try {
    await installDependencies();
    await builtPackage(); // the examples are checked against its types
    await ensureEngine();
  } catch (error) {
    say(error.message);
    return { passed: 0, failed: 1 };
  }
  const broken = checks.filter((check) => !holds(check)).length;
  const { passed, failed } = runJest(jestArguments);
  return { passed, failed: failed + broken };
}

const result = await test(process.argv.slice(2));
process.exitCode = result.failed === 0 ? 0 : 1;
console.log(tally(result));
