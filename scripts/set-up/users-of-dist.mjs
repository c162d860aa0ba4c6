import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

/** A build would break what another process does with the last one. */
export class DistInUse extends Error {
  constructor(ids) {
    super(
      `dist/ is out of date, and process ${ids.join(", ")} of this folder uses it, which a build now would break: ` +
        "wait until it has ended, or end it, then run this again.",
    );
  }
}

/** Says that this process uses `dist/` until its end, by a file with its id in a folder. */
export function useDist(folder) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, String(process.pid));
  writeFileSync(file, "");
  process.once("exit", () => rmSync(file, { force: true }));
}

/** Throws where others use `dist/`. The process that has started this one waits for it. */
export function refuseWhileDistIsUsed(folder) {
  const others = readdirSync(folder)
    .map(Number)
    .filter((id) => id !== process.pid && id !== process.ppid);
  const ids = others.filter(isAlive);
  if (ids.length > 0) throw new DistInUse(ids);
}

function isAlive(id) {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
