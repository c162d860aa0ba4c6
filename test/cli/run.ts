import { EventEmitter, once } from "node:events";
import { Writable } from "node:stream";
import { run as runCommand } from "../../cli/run";
import type { Shell } from "../../cli/shell";

/** How a command went. */
export interface Run {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Settings in the environment of the tests must not count. */
const foreign = /^(PULUMI|WALDUR|E24CLOUD)_|_PROXY$/i;

/** The environment of the tests without settings, and with these variables. */
export const environment = (variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name))),
  ...variables,
});

class Output extends Writable {
  text = "";

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** A shell in this process, to which a test can send signals. */
export class TestShell extends EventEmitter implements Shell {
  readonly stdout = new Output();
  readonly stderr = new Output();
  exitCode: number | undefined = undefined;

  exit(code?: number): void {
    this.exitCode = code ?? this.exitCode;
    this.emit("exit");
  }
}

let isRunning = false;

/** Runs a command in this process. One runs at a time, since the environment is the process's. */
export async function run(
  args: readonly string[],
  { env = {}, shell = new TestShell() }: { env?: NodeJS.ProcessEnv; shell?: TestShell } = {},
): Promise<Run> {
  if (isRunning) throw new Error("another command is running: wait for its end");
  isRunning = true;
  const own = process.env;
  process.env = environment(env);
  try {
    await Promise.race([runCommand(args, shell), once(shell, "exit")]);
    return { exitCode: shell.exitCode ?? 0, stdout: shell.stdout.text, stderr: shell.stderr.text };
  } finally {
    process.env = own;
    isRunning = false;
  }
}
