import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import process from "node:process";
import { runJest, tally } from "./jest/run-jest.mjs";
import { say } from "./set-up/progress.mjs";

/**
 * Runs tests twice while busy loops take most of the processors, since no test may depend on the speed of the machine.
 * Arguments are jest's; without any, all tests run.
 */
const loops = 5 * availableParallelism();

/** Ends when the process that has started it has ended, however that came. */
const loop = "const parent = process.ppid; while (process.ppid === parent) for (let n = 0; n < 1e7; n += 1);";

const busy = Array.from({ length: loops }, () => spawn(process.execPath, ["-e", loop], { stdio: "ignore" }));
try {
  for (const round of [1, 2]) {
    say(`Round ${round} of 2, along with ${loops} busy loops`);
    const result = await runJest(process.argv.slice(2));
    console.log(tally(result));
    if (result.failed > 0) process.exitCode = 1;
  }
} finally {
  for (const child of busy) child.kill();
}
