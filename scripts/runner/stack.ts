import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { engineEnvironment, stateFolder } from "./environment";
import { findCli } from "./find-cli";
import { keyService } from "./key-service";
import type { Config, Opening, Operation, OperationOptions, OperationResult, Step } from "./protocol";
import { Worker } from "./worker-handle";

export type { Config, ConfigValue, OperationOptions, OperationResult, Step } from "./protocol";
export { Worker } from "./worker-handle";

export interface StackOptions {
  /** Folder of a Pulumi project, which resolves `@pulumi/pulumi` and what else it needs by itself. */
  readonly project: string;
  /** The stack's name, and so which `Pulumi.<stack>.yaml` is used, if there is one. Default: `dev`. */
  readonly stack?: string;
  /** Stack config on top of that file. */
  readonly config?: Config;
  /** Environment of the engine, the program and the providers, on top of what is inherited. */
  readonly env?: Readonly<Record<string, string>>;
  /** Path of the Pulumi command line. Default: `PULUMI_CLI`, else the one that the set-up finds or makes. */
  readonly cli?: string;
  /** The process to work in, which may be shared with other stacks and outlives this one. Default: one of its own. */
  readonly worker?: Worker;
  /** `cli` runs the program by the language host, which an official command line has. Default: `inline`. */
  readonly mode?: Opening["mode"];
}

/** Where a command runs. */
export interface Shell {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * A stack on the real engine, with a file backend in a temporary folder of its own; nothing is written to the
 * project's folder. Every operation loads its program again. Close it in the end.
 */
export class Stack {
  readonly #name: string;
  readonly #stateFile: string;
  readonly #worker: Worker;
  readonly #command: (args: readonly string[]) => Promise<string>;

  /** Removes the stack with all its files, not the resources it manages. */
  readonly close: () => Promise<void>;

  /** Where commands of a user would run: the folder with the stack's settings, and the environment. */
  readonly shell: Shell;

  constructor(
    name: string,
    stateFile: string,
    worker: Worker,
    {
      command,
      close,
      shell,
    }: {
      command: (args: readonly string[]) => Promise<string>;
      close: () => Promise<void>;
      shell: Shell;
    },
  ) {
    this.#name = name;
    this.#stateFile = stateFile;
    this.#worker = worker;
    this.#command = command;
    this.close = close;
    this.shell = shell;
  }

  preview(options: OperationOptions = {}): Promise<OperationResult> {
    return this.#operate("preview", options);
  }

  up(options: OperationOptions = {}): Promise<OperationResult> {
    return this.#operate("up", options);
  }

  refresh(options: OperationOptions = {}): Promise<OperationResult> {
    return this.#operate("refresh", options);
  }

  destroy(options: OperationOptions = {}): Promise<OperationResult> {
    return this.#operate("destroy", options);
  }

  /** Sets config values, e.g. a token that has been renewed. */
  async configure(config: Config): Promise<void> {
    await this.#worker.ask(this.#name, "configure", config);
  }

  /** The stack's outputs, secret ones in plain text. */
  outputs(): Promise<Record<string, unknown>> {
    return this.#worker.ask(this.#name, "outputs", null);
  }

  /**
   * Runs the command line as a user would, for commands that run no program, such as `cancel`. Returns what it prints.
   * Rejects with what it printed, where it fails.
   */
  command(...args: readonly string[]): Promise<string> {
    return this.#command(args);
  }

  /** The raw content of the backend's state file. */
  stateFile(): string {
    return readFileSync(this.#stateFile, "utf8");
  }

  /** The file that the backend keeps next to the state file, with the metadata of an object store. */
  get attributesFile(): string {
    return `${this.#stateFile}.attrs`;
  }

  #operate(operation: Operation, options: OperationOptions): Promise<OperationResult> {
    return this.#worker.ask(this.#name, "operate", { operation, options });
  }
}

/** Opens a project's stack, new and empty. */
export async function openStack(options: StackOptions): Promise<Stack> {
  const { stack = "dev", mode = "inline", config = {}, env: own = {}, worker = new Worker(own) } = options;
  const project = realpathSync(resolve(options.project));
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "pulumi-stack-"));
  const workspace = join(folder, "workspace");
  for (const path of [workspace, stateFolder(folder)]) mkdirSync(path);
  const close = async () => {
    if (worker !== options.worker) await worker.end();
    rmSync(folder, { recursive: true, force: true });
  };

  try {
    const cli = options.cli ?? findCli();
    const keys = await keyService();
    const env = engineEnvironment(folder, cli, { ...keys.env, ...own });
    const shell = { cwd: workspace, env };
    const command = async (args: readonly string[]) => {
      const all = [...args, "--stack", stack, "--non-interactive"];
      const run = promisify(execFile)(cli, all, shell);
      const { stdout } = await run.catch((error: Error & { stdout?: string }) => {
        throw new Error(`${error.message}\n${error.stdout}`, { cause: error });
      });
      return stdout;
    };
    const { projectName } = await worker.ask(folder, "open", {
      project,
      stack,
      workspace,
      env,
      secretsProvider: keys.provider,
      config,
      mode,
    });
    const stateFile = join(stateFolder(folder), ".pulumi", "stacks", projectName, `${stack}.json`);
    return new Stack(folder, stateFile, worker, { command, close, shell });
  } catch (error) {
    await close();
    throw error;
  }
}

const defaultProvider = /::pulumi:providers:[^:]+::default(_|$)/;

/**
 * What the engine did or would do, resource by resource and as the command line shows it, so without the default
 * providers: `op` says how, `diffs` and `detailedDiff` what, `old` and `new` hold the inputs and outputs.
 */
export function steps(result: OperationResult): Step[] {
  const all = result.events.flatMap((event) => event.resourcePreEvent?.metadata ?? []);
  return all.filter(({ urn }) => !defaultProvider.test(urn));
}

/** The result itself, or an error with everything that was printed when the operation failed. */
export function succeeded(result: OperationResult): OperationResult {
  if (!result.ok) throw new Error([result.error, result.stdout, result.stderr].join("\n"));
  return result;
}
