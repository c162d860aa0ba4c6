import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";

export const EXECUTABLE = "pulumi-resource-security-groups";

/** The plugin that is part of this package: `dist/plugin`. */
export const bundledFolder = join(__dirname, "..", "plugin");

/** The engine's folder for a version of the plugin. @see https://www.pulumi.com/docs/iac/cli/environment-variables/ */
export const installedFolder = (version: string) =>
  join(
    process.env["PULUMI_HOME"] || join(homedir(), ".pulumi"),
    "plugins",
    `resource-security-groups-v${version}`,
  );

/** SHA-256 of the plugin in a folder, in hex; undefined where there is none. */
export function checksum(folder: string): string | undefined {
  const file = join(folder, EXECUTABLE);
  return existsSync(file) ? createHash("sha256").update(readFileSync(file)).digest("hex") : undefined;
}
