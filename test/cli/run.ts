import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { text } from "node:stream/consumers";

/** How a command went. */
export interface Run {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const repository = path.resolve(__dirname, "../..");
const sources = ["--import", require.resolve("tsx"), path.join(repository, "cli", "main.ts")];

/** Settings of whoever runs the tests must not count. */
const foreign = /^(PULUMI|WALDUR|E24CLOUD)_/;
const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));

/** Runs the command as a process of its own, as a user does. */
export async function run(
  args: readonly string[],
  { env = {}, cwd = repository }: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<Run> {
  const child = spawn(process.execPath, [...sources, ...args], { cwd, env: { ...clean, ...env } });
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ]);
  return { exitCode, stdout, stderr };
}
