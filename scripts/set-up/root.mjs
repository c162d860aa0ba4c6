import { join } from "node:path";
import process from "node:process";

/** The repository's folder. */
export const root = join(import.meta.dirname, "../..");

/** The command of npm. */
export const npm = process.platform === "win32" ? "npm.cmd" : "npm";
