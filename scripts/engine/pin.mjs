import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** The folder of the go.mod and go.sum that pin the command line and everything in it. */
export const pinFolder = join(import.meta.dirname, "..", "pulumi-cli");
export const cliModule = "github.com/pulumi/pulumi/pkg/v3";

const goMod = readFileSync(join(pinFolder, "go.mod"), "utf8");

function pinned(pattern) {
  const found = pattern.exec(goMod);
  if (!found) throw new Error(`scripts/pulumi-cli/go.mod has no line like ${pattern}`);
  return found[1];
}

/** The version of the Pulumi command line, without a leading `v`. */
export const cliVersion = pinned(/^\s*github\.com\/pulumi\/pulumi\/pkg\/v3 v(\S+)/m);

/** The oldest Go that builds it: from this version on, Go fetches the one that a go.mod asks for. */
export const oldestGo = "1.21";

/** What identifies a version of a Go program next to the pin: its source and what it is built with. */
export function versionOf(program) {
  const folder = join(pinFolder, program);
  const hash = createHash("sha256").update(goMod);
  for (const file of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, file)));
  return hash.digest("hex").slice(0, 12);
}
