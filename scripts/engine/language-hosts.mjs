import { existsSync, linkSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { intoCache } from "./cache.mjs";
import { goBuild } from "./go-build.mjs";
import { cacheFolder, onPath } from "./locate.mjs";
import { pinFolder, versionOf } from "./pin.mjs";

const suffix = process.platform === "win32" ? ".exe" : "";
const hosts = ["pulumi-language-go", "pulumi-language-nodejs", "pulumi-language-python"];

/**
 * The folder with the language hosts that generate SDKs and programs; undefined if Pulumi's own are next to the command
 * line or on PATH. Ours are one program with three names: built once for each version of its source, and kept.
 */
export async function ensureLanguageHosts(cliFolder) {
  const isThere = (host) => existsSync(join(cliFolder, host + suffix)) || onPath(host) !== undefined;
  if (hosts.every(isThere)) return undefined;
  const folder = join(cacheFolder, `language-hosts-${versionOf("language-hosts")}`);
  if (existsSync(folder)) return folder;
  return intoCache(folder, async (aside) => {
    const [first, ...others] = hosts.map((host) => join(aside, host + suffix));
    await goBuild({
      label: "Building language hosts with Go; the first time takes about a minute",
      pin: pinFolder,
      program: "./language-hosts",
      file: first,
    });
    for (const other of others) linkSync(first, other);
  });
}
