import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

/** Runs something with a folder for temporary files of its own, which is removed afterwards. */
export async function inOwnTemp<T>(run: () => Promise<T>): Promise<T> {
  const { TMPDIR: before } = process.env;
  const folder = mkdtempSync(join(tmpdir(), "trust-"));
  process.env["TMPDIR"] = folder;
  try {
    return await run();
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
    rmSync(folder, { recursive: true, force: true });
  }
}
