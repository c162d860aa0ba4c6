import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { startClouds } from "../runner/clouds";
import { openStack, type Stack, succeeded } from "../runner/stack";
import { medians } from "./median";
import { benchProject } from "./project";

const GROUPS = 500;
const main = resolve(__dirname, "../../dist/cli/main.js");

const program = [
  'const waldur = require("pulumi-security-groups/waldur");',
  'const e24cloud = require("pulumi-security-groups/e24cloud");',
  `for (let at = 0; at < ${GROUPS}; at += 1) {`,
  "  new waldur.SecurityGroup(`web-${at}`, { rules: waldur.allow.https() });",
  "  new e24cloud.FirewallGroup(`edge-${at}`, { rules: e24cloud.allow.https() });",
  "}",
];

const commands: Readonly<Record<string, readonly string[]>> = {
  doctor: ["doctor"],
  drift: ["drift"],
  explain: ["explain", "web-7", "--tcp", "443", "--from", "198.51.100.7"],
  "explain --live": ["explain", "web-7", "--live", "--tcp", "443", "--from", "198.51.100.7"],
  "lint --live": ["lint", "--live"],
  "graph --live": ["graph", "--live", "--out", "groups.html"],
  export: ["export", "--out", "index.ts"],
};

/** Each command on a stack of many groups in both clouds, the start of its process and of Pulumi's included. */
export async function benchCommands(runs: number): Promise<void> {
  print(`\n${GROUPS} groups in each cloud, seconds and requests, medians of ${runs}`);
  const clouds = await startClouds({ waldur: { delay: 0, workers: null, openstackCallTime: 0 } });
  clouds.liftQuotas();
  const project = benchProject(program);
  const stack = await openStack({ project: project.folder, config: clouds.config });
  const requests = () =>
    [clouds.waldur, clouds.e24cloud].flatMap(({ log }) => log.entries({ level: "api" })).length;
  try {
    succeeded(await stack.up());
    print("                   seconds requests");
    for (const [name, args] of Object.entries(commands)) {
      const before = requests();
      const { seconds } = await medians(runs, async () => ({ seconds: await timeOf(stack, args) }));
      const cells = [seconds.toFixed(1), String((requests() - before) / runs)];
      print(`  ${name.padEnd(15)}${cells.map((cell) => cell.padStart(9)).join("")}`);
    }
  } finally {
    await stack.close();
    project.remove();
    await clouds.close();
  }
}

async function timeOf(stack: Stack, args: readonly string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "commands-"));
  const where = ["--stack", "dev", "-C", stack.shell.cwd];
  const start = performance.now();
  try {
    await promisify(execFile)(process.execPath, [main, ...args, ...where], {
      cwd: folder,
      env: stack.shell.env,
      maxBuffer: 1e8,
    });
    return (performance.now() - start) / 1000;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const print = (line: string) => process.stdout.write(`${line}\n`);
