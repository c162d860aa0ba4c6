import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { root } from "../set-up/root.mjs";

/**
 * Runs jest on the given Node.js binary in this folder or a copy of it, shows what it prints, and returns how many tests passed and failed. What
 * fails outside any test, such as a file that does not load, counts as one.
 */
export async function runJest(
  args = [],
  { node = process.execPath, env = process.env, folder: project = root } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), "jest-results-"));
  const results = join(folder, "results.json");
  const jest = join(project, "node_modules", "jest", "bin", "jest.js");
  try {
    const child = spawn(node, [jest, "--json", `--outputFile=${results}`, ...args], {
      cwd: project,
      env,
      stdio: ["ignore", "ignore", "inherit"],
    });
    const [status] = await once(child, "close");
    const counts = existsSync(results) ? JSON.parse(readFileSync(results, "utf8")) : {};
    const { numPassedTests: passed = 0, numFailedTests = 0, numRuntimeErrorTestSuites = 0 } = counts;
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    return { passed, failed: status === 0 ? failed : Math.max(failed, 1) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The closing line of a test run. */
export function tally({ passed, failed }) {
  return `${passed} passed, ${failed} failed`;
}
