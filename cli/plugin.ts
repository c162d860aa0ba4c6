import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { bundledFolder, checksum, EXECUTABLE, installedFolder } from "./plugin-files";
import { print, type Shell } from "./shell";
import { ownManifest } from "./version";

const FILES = [EXECUTABLE, `${EXECUTABLE}.cmd`, "LICENCES.txt"];

/** `plugin`: puts the native plugin, for programs in other languages than Node.js, where the engine finds it. */
export function pluginCommand(shell: Shell): Command {
  return new Command("plugin")
    .description("The native plugin, for programs in YAML, Python, Go and other languages.")
    .addCommand(
      new Command("install")
        .description("Installs the plugin for all projects of this user.")
        .action(() => print(shell, install())),
    )
    .addCommand(
      new Command("path")
        .description("Prints the plugin's folder, for plugins.providers in a Pulumi.yaml.")
        .action(() => print(shell, bundledFolder)),
    );
}

/** Copies the plugin into the engine's folder, as `pulumi plugin install --file` does, and says how to undo it. */
function install(): string {
  if (!existsSync(join(bundledFolder, EXECUTABLE))) {
    throw new Error(
      `this copy of the package has no plugin in ${bundledFolder}: install it from npm, or run npm run build`,
    );
  }
  const { version, engines } = ownManifest();
  const folder = installedFolder(version);
  const known = existsSync(folder);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of FILES) copyFileSync(join(bundledFolder, file), join(folder, file));
  chmodSync(join(folder, EXECUTABLE), 0o755);
  return [
    `${known ? "Replaced" : "Installed"} the plugin security-groups ${version} in ${folder}.`,
    `Its checksum (SHA-256) is ${checksum(folder)}; npx pulumi-security-groups doctor compares it.`,
    `It needs Node.js ${engines.node} on PATH.`,
    `To undo this: pulumi plugin rm resource security-groups ${version} --yes`,
  ].join("\n");
}
