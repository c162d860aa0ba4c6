import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { objectIn } from "../text/server-text";

const NAME = "pulumi-security-groups";

let version: string | undefined;

/** For code that runs without the package's own package.json next to it, such as the native plugin. */
export function useVersion(known: string): void {
  version = known;
}

/** What servers see of us in each request: `pulumi-security-groups/1.2.3`. */
export function userAgent(): string {
  version ??= versionAbove(__dirname);
  return version === "" ? NAME : `${NAME}/${version}`;
}

/** The version in the package.json of this package, which is in a folder above; empty where there is none. */
function versionAbove(folder: string): string {
  const fields = manifestIn(folder);
  if (fields?.["name"] === NAME) return typeof fields["version"] === "string" ? fields["version"] : "";
  const above = dirname(folder);
  return above === folder ? "" : versionAbove(above);
}

function manifestIn(folder: string): Record<string, unknown> | undefined {
  try {
    return objectIn(readFileSync(join(folder, "package.json"), "utf8"));
  } catch {
    return undefined;
  }
}
