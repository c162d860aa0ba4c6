import { execFileSync } from "node:child_process";
import { delimiter, resolve } from "node:path";
import process from "node:process";
import { findCli } from "../runner/find-cli";

/** Puts the language host for YAML programs on PATH, which the plugin's programs need. */
export function findYaml(): void {
  const script = resolve(__dirname, "../engine/yaml-host-path.mjs");
  const folder = execFileSync(process.execPath, [script, findCli()], { encoding: "utf8" }).trim();
  if (folder !== "") process.env.PATH = [folder, process.env.PATH].join(delimiter);
}
