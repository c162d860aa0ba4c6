import { join, resolve } from "node:path";
import type { Config } from "../../../scripts/runner/stack";
import { useTools } from "./tools";

const repository = resolve(__dirname, "../../..");

/** The folder of the plugin as it is built. */
export const pluginFolder = join(repository, "dist", "plugin");

/** Puts the language host for YAML programs on PATH for the tests of a file; the first time it is built. */
export const useYaml = () => useTools("yaml-host-path.mjs");

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
