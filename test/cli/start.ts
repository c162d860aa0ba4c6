import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { text } from "node:stream/consumers";
import { environment, type Run } from "./run";

const repository = path.resolve(__dirname, "../..");
const sources = ["--import", require.resolve("tsx"), path.join(repository, "cli", "main.ts")];

interface Options {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** What Node.js is started with. Default: the sources. */
  readonly program?: readonly string[];
}

/** Starts the command as a process of its own, as a user does. */
export const spawnCommand = (
  args: readonly string[],
  { env = {}, cwd = repository, program = sources }: Options = {},
): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, [...program, ...args], { cwd, env: environment(env) });

/** The same, to its end. What a process has only at its start, such as NODE_EXTRA_CA_CERTS, counts here alone. */
export async function start(args: readonly string[], options: Options = {}): Promise<Run> {
  return endOf(spawnCommand(args, options));
}

/** Waits for the end of a command. */
export async function endOf(child: ChildProcessWithoutNullStreams): Promise<Run> {
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ]);
  return { exitCode, stdout, stderr };
}
