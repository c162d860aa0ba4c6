import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { root } from "../set-up/root.mjs";
import { intoCache } from "./cache.mjs";
import { goBuild } from "./go-build.mjs";
import { cacheFolder, onPath } from "./locate.mjs";

const program = "pulumi-language-yaml";
const pin = join(root, "scripts", "pulumi-yaml");
const suffix = process.platform === "win32" ? ".exe" : "";

/** The folder with the language host for YAML programs: next to the command line or on PATH, else built with Go and kept. */
export async function ensureYamlHost(cliFolder) {
  if (existsSync(join(cliFolder, program + suffix)) || onPath(program)) return undefined;
  const [, version] = /pulumi-yaml v(\S+)/.exec(readFileSync(join(pin, "go.mod"), "utf8")) ?? [];
  const folder = join(cacheFolder, `pulumi-yaml-${version}`);
  if (existsSync(folder)) return folder;
  return intoCache(folder, (aside) =>
    goBuild({
      label: `Building the language host for YAML ${version} with Go; the first time takes about two minutes`,
      pin,
      program: `github.com/pulumi/pulumi-yaml/cmd/${program}`,
      file: join(aside, program + suffix),
    }),
  );
}
