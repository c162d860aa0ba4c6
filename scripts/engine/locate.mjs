import { existsSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { run } from "../set-up/progress.mjs";
import { cliVersion } from "./pin.mjs";
import { isAtLeast } from "./versions.mjs";

/** The oldest command line that goes with the SDK versions the package accepts. */
const oldestVersion = "3.216.0";
const suffix = process.platform === "win32" ? ".exe" : "";

/**
 * Where tools made for this project are kept. It is the user's cache and not a folder of the clone: a build takes
 * minutes, so all clones share it and `git clean` spares it.
 */
export const cacheFolder = join(
  process.env.XDG_CACHE_HOME || join(homedir(), ".cache"),
  "pulumi-security-groups",
);

/** Where the pinned command line is kept; as the official installer has it, the programs are in its `bin`. */
export const engineFolder = join(cacheFolder, `pulumi-${cliVersion}`);

/** Where the command line may keep its own things during the set-up: even `pulumi version` makes that folder. */
export const pulumiHome = join(cacheFolder, "pulumi-home");

/** The command line in an installation's folder. */
export function cliIn(folder) {
  return join(folder, "bin", `pulumi${suffix}`);
}

/** The full path of a program on PATH, if there is one. */
export function onPath(program) {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, program + suffix)).find((path) => existsSync(path));
}

/** The command line on PATH, which must be complete: one without its Node.js language host runs no program. */
export async function findOnPath() {
  const cli = onPath("pulumi");
  if (!cli) throw new Error("none there");
  const languageHost = join(dirname(realpathSync(cli)), `pulumi-language-nodejs${suffix}`);
  if (!existsSync(languageHost) && !onPath("pulumi-language-nodejs")) {
    throw new Error(`${cli} has no pulumi-language-nodejs next to it or on PATH`);
  }
  const env = { ...process.env, PULUMI_HOME: pulumiHome, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const version = (await run(cli, ["version"], { env })).trim();
  if (!isAtLeast(version, oldestVersion)) {
    throw new Error(`${cli} is ${version}, older than ${oldestVersion}`);
  }
  return cli;
}

/** The command line that an earlier set-up left in the cache. */
export async function findInCache() {
  const cli = cliIn(engineFolder);
  if (!existsSync(cli)) throw new Error(`nothing at ${cli}`);
  return cli;
}
