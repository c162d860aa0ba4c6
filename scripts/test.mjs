import process from "node:process";
import { brokenChecks } from "./checks.mjs";
import { nodeForSdk } from "./engine/node.mjs";
import builtPackage from "./jest/built-package.mjs";
import { runJest, tally } from "./jest/run-jest.mjs";
import { installDependencies } from "./set-up/prepare.mjs";
import { say } from "./set-up/progress.mjs";

/**
 * Without arguments everything runs: all tests and, at the same time, all checks. With arguments only jest runs,
 * and each level of tests sets up what it needs (jest.config.js).
 */
async function test(jestArguments) {
  const isWhole = jestArguments.length === 0;
  let running;
  try {
    await installDependencies();
    running = await nodeForSdk();
    if (isWhole) await builtPackage(); // the examples are checked against its types
  } catch (error) {
    say(error.message);
    return { passed: 0, failed: 1 };
  }
  if (!isWhole) return runJest(jestArguments, running);

  const [{ passed, failed }, broken] = await Promise.all([runJest([], running), brokenChecks()]);
  for (const { name, output } of broken) say(`\nChecking ${name} failed:\n${output}`);
  return { passed, failed: failed + broken.length };
}

const result = await test(process.argv.slice(2));
process.exitCode = result.failed === 0 ? 0 : 1;
console.log(tally(result));
