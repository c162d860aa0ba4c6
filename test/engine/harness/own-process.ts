import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { quickStart } from "../../../scripts/host/quick-start";
import { engineEnvironment, stateFolder } from "../../../scripts/runner/environment";
import { findCli } from "../../../scripts/runner/find-cli";
import { keyService } from "../../../scripts/runner/key-service";
import type { Config } from "../../../scripts/runner/stack";
import { toolFor } from "./tools";
import { pluginFolder } from "./yaml";

/** Resources by name, or the file of a program. */
export type Program = Resources | string;
export type Resources = Readonly<Record<string, readonly [type: string, properties: object]>>;

const python = toolFor("Python", "python-path.mjs");
const go = toolFor("Go", "go-program-path.mjs", "go-program");

/** What runs programs in Python: undefined where there is none. */
export const pythonCommand = python === undefined ? undefined : [python, join(__dirname, "stack.py")];
export const goCommand = go === undefined ? undefined : [go];

/** A stack whose program runs in a process with the SDK of another language: `stack.py`, or the program in Go. */
export class OwnProcessStack {
  private readonly folder = mkdtempSync(join(realpathSync(tmpdir()), "own-process-"));
  private readonly project = join(this.folder, "project");
  private readonly env: NodeJS.ProcessEnv;
  private isConfigured = false;

  constructor(
    private readonly command: readonly string[],
    private readonly config: Config,
    env: Readonly<Record<string, string>> = {},
  ) {
    for (const path of [this.project, stateFolder(this.folder)]) mkdirSync(path, { recursive: true });
    // A Pulumi home of its own has the plugin installed.
    const built = { plugins: { providers: [{ name: "security-groups", path: pluginFolder }] } };
    const plugins = env["PULUMI_HOME"] === undefined ? built : {};
    writeFileSync(
      join(this.project, "Pulumi.yaml"),
      JSON.stringify({ name: "program", runtime: "python", ...plugins }),
    );
    this.env = engineEnvironment(this.folder, findCli(), { ...quickStart, ...env });
  }

  /** Does an operation, and returns what is printed. */
  async operate(operation: "up" | "preview" | "refresh" | "destroy", source: Program): Promise<string> {
    const config = Object.entries(this.isConfigured ? {} : this.config).map(([key, value]) => [
      key,
      typeof value === "string" ? [value, false] : [value.secret, true],
    ]);
    this.isConfigured = true;
    const keys = await keyService();
    const [program = "", ...args] = this.command;
    const running = promisify(execFile)(program, [...args, operation, this.project, keys.provider], {
      env: { ...this.env, ...keys.env },
    });
    running.child.stdin?.end(JSON.stringify([source, Object.fromEntries(config)]));
    return (await running).stdout;
  }

  /** Makes the stack what a program says, and returns its outputs. */
  async up(source: Program): Promise<Record<string, string>> {
    const printed = await this.operate("up", source);
    return JSON.parse(/^OUTPUTS (.*)$/m.exec(printed)?.[1] ?? "{}") as Record<string, string>;
  }

  /** Runs the command line in the project's folder, and returns what it prints. */
  async pulumi(...args: readonly string[]): Promise<string> {
    const all = [...args, "--stack", "dev", "--non-interactive"];
    const env = { ...this.env, ...(await keyService()).env };
    const { stdout } = await promisify(execFile)(findCli(), all, { cwd: this.project, env });
    return stdout;
  }

  /** The raw text of the backend's state file. */
  stateFile(): string {
    return readFileSync(join(stateFolder(this.folder), ".pulumi/stacks/program/dev.json"), "utf8");
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
