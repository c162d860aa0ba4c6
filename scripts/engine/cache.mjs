import { mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "./locate.mjs";

/**
 * Makes an installation aside and moves it to `folder` as a whole, so that no other process sees half of one. Returns
 * the folder.
 */
export async function intoCache(folder, make) {
  mkdirSync(cacheFolder, { recursive: true });
  const aside = mkdtempSync(join(cacheFolder, "making-"));
  try {
    await make(aside);
    renameSync(aside, folder);
  } catch (error) {
    if (!["ENOTEMPTY", "EEXIST"].includes(error.code)) throw error;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  return folder;
}
