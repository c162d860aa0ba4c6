import { execFileSync } from "node:child_process";
import { delimiter, join, resolve } from "node:path";
import { findCli } from "../../../scripts/runner/find-cli";

const scripts = resolve(__dirname, "../../../scripts/engine");

/** What a script of the set-up prints: where a tool is, which it makes where it has to. */
const printedBy = (script: string, ...args: readonly string[]) =>
  execFileSync(process.execPath, [join(scripts, script), ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  }).trim();

/** Puts the folder that a script prints on PATH for the tests of a file; empty where it is on PATH already. */
export function useTools(script: string): void {
  beforeAll(() => {
    const folder = printedBy(script, findCli());
    if (folder !== "") process.env.PATH = [folder, process.env.PATH].join(delimiter);
  }, 1_200_000);
}

/** The path of a tool; undefined, with a line about that, where it can't be had. */
export function toolFor(language: string, script: string, ...args: readonly string[]): string | undefined {
  try {
    return printedBy(script, ...(args.length > 0 ? args : [findCli()]));
  } catch {
    console.warn(`The plugin is not tested from ${language}, whose tools are missing.`);
    return undefined;
  }
}
