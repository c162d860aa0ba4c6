import { execFileSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

/** The command line to use: `PULUMI_CLI`, else the one that the set-up finds or makes. */
export function findCli(): string {
  return process.env.PULUMI_CLI ?? askSetUp();
}

function askSetUp(): string {
  const script = join(__dirname, "..", "pulumi-path.mjs");
  return execFileSync(process.execPath, [script], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  }).trim();
}

/** Whether the command line can run a Node.js program by itself, as an official one can. */
export function hasLanguageHost(cli: string): boolean {
  return existsSync(join(dirname(realpathSync(cli)), "pulumi-language-nodejs"));
}
