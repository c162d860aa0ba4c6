import { lstatSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { messageOf, SecurityGroupsError } from "../provider/errors";

/** Where a command writes its result. */
export interface OutFlags {
  /** Stdout where it is left out. */
  readonly out?: string | undefined;
  readonly force?: boolean | undefined;
}

/** @throws {SecurityGroupsError} where something has the file's name and `--force` is not given */
export function requireFree({ out, force = false }: OutFlags): void {
  if (out === undefined || force) return;
  const found = lstatSync(out, { throwIfNoEntry: false });
  if (found === undefined) return;
  const what = found.isSymbolicLink() ? "is a symbolic link" : "exists";
  throw new SecurityGroupsError(`${out} ${what}: name another file, or add --force to replace it`);
}

/**
 * Writes a file that is new, or takes the place of what has its name: a symbolic link is replaced and never followed.
 * @throws {SecurityGroupsError} where that is not possible
 */
export function writeOut(out: string, text: string, { force = false }: OutFlags): void {
  requireFree({ out, force });
  // Written to a temporary file and moved, so that a failure keeps the old file.
  const path = force ? `${out}.${process.pid}.new` : out;
  try {
    writeFileSync(path, text, { flag: "wx" });
    if (force) renameSync(path, out);
  } catch (error) {
    if (force) rmSync(path, { force: true });
    throw new SecurityGroupsError(`cannot write ${out}: ${messageOf(error)}`, { cause: error });
  }
}
