import { fstatSync } from "node:fs";
import process from "node:process";

/**
 * Ends this process, and whatever it is doing, when the engine that started it is gone. An engine that was killed closes
 * the other end of the standard input; without this its providers would continue, along with the next run.
 */
export function endWithEngine(): void {
  if (!fstatSync(process.stdin.fd).isFIFO()) return;
  process.stdin.on("end", () => process.exit()).resume();
}
