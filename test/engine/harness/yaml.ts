import { execFileSync } from "node:child_process";
import { delimiter, join, resolve } from "node:path";
import { findCli } from "../../../scripts/runner/find-cli";
import type { Config } from "../../../scripts/runner/stack";

const repository = resolve(__dirname, "../../..");

/** The folder of the plugin as it is built. */
export const pluginFolder = join(repository, "dist", "plugin");

/** Puts the language host for YAML programs on PATH for the tests of a file; the first time it is built. */
export function useYaml(): void {
  beforeAll(() => {
    const script = join(repository, "scripts", "yaml-host-path.mjs");
    const folder = execFileSync(process.execPath, [script, findCli()], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    }).trim();
    if (folder !== "") process.env.PATH = [folder, process.env.PATH].join(delimiter);
  }, 1_200_000);
}

/** The command of the package, as it is built. */
export const packageCommand = join(repository, "dist", "cli", "main.js");

/** The Pulumi.yaml of a program whose parts are given: `resources`, `variables`, `outputs`. */
export const yamlProgram = (parts: object) =>
  JSON.stringify({
    name: "native",
    runtime: "yaml",
    plugins: { providers: [{ name: "security-groups", path: pluginFolder }] },
    ...parts,
  });

/** The configuration of the dynamic resources as the plugin takes it. */
export const nativeConfig = (config: Config): Config =>
  Object.fromEntries(
    Object.entries(config).map(([key, value]) => [`security-groups:${key.replace(":", ".")}`, value]),
  );
