import { chmodSync, lstatSync, mkdirSync, readFileSync, readlinkSync } from "node:fs";
import { homedir, hostname, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

/** Names the folder of notes where neither Pulumi's home nor the temporary folder can be used. */
export const NOTES_VARIABLE = "PULUMI_SECURITY_GROUPS_NOTES";

/**
 * Where notes may lie, the best first. All processes of a run find the same ones: they inherit the engine's environment.
 * What cannot be found out, such as the home of a user that the machine does not know, is left out.
 */
export function notesFolders(env = process.env): string[] {
  const named = env[NOTES_VARIABLE];
  if (named) return [named];
  const home = env["PULUMI_HOME"] || folderOf(() => join(homedir(), ".pulumi"));
  const temporary = folderOf(() => join(tmpdir(), `pulumi-security-groups-${process.getuid?.() ?? "user"}`));
  return [home && join(home, "security-groups"), temporary].filter((folder) => folder !== undefined);
}

function folderOf(find: () => string): string | undefined {
  try {
    return find();
  } catch {
    return undefined;
  }
}

/**
 * Makes a folder that only this user can read or write.
 * @throws {Error} where that is not possible, or somebody else has made it
 */
export function ownFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (!isOwn(path)) throw new Error("it is not a folder of this user");
  if (process.getuid !== undefined && (lstatSync(path).mode & 0o077) !== 0) chmodSync(path, 0o700);
}

/** Whether a path is a folder of this user, and no link to one. */
export function isOwn(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  const user = process.getuid?.();
  return stats !== undefined && stats.isDirectory() && (user === undefined || stats.uid === user);
}

/**
 * Identifies a machine and its network, since several may share a home: an address is valid in one of them only.
 * A machine that has been started again counts as another.
 */
export function placeOfAddresses(): string {
  const known = [
    hostname,
    () => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim(),
    () => readlinkSync("/proc/self/ns/net"),
  ];
  return known.map((find) => folderOf(find) ?? "").join(" ");
}
