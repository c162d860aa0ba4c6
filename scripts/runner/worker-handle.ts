import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { once } from "node:events";
import { Socket } from "node:net";
import { join } from "node:path";
import type { Questions, Reply } from "./protocol";

const keptOutput = 10_000;

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The child process that runs programs and drives the engine, seen from its parent. It can do so for many stacks, which
 * take turns.
 */
export class Worker {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #output = "";
  #asked = 0;

  /** @param env on top of what is inherited, for the start of the process. Each stack has an environment of its own. */
  constructor(env: Readonly<Record<string, string>> = {}) {
    this.#child = fork(join(__dirname, "worker.ts"), [], {
      env: { ...process.env, ...env },
      execArgv: ["--require", require.resolve("tsx/cjs")],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.#child.unref();
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#output = (this.#output + text).slice(-keptOutput);
      });
      if (stream instanceof Socket) stream.unref();
    }
    this.#child.on("message", (reply: Reply) => this.#settle(reply));
    this.#child.on("error", (error) => this.#fail(error));
    this.#child.on("exit", () =>
      this.#fail(new Error(`the process that runs the stacks has ended\n${this.#output}`)),
    );
    this.#hold();
  }

  /** Whether the process still runs. */
  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Asks the process for something about a stack. Rejects with the error that occurred there, or when the process has ended. */
  ask<Kind extends keyof Questions>(
    stack: string,
    kind: Kind,
    ask: Questions[Kind]["ask"],
  ): Promise<Questions[Kind]["answer"]> {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: (answer) => resolve(answer as Questions[Kind]["answer"]), reject });
      this.#hold();
      this.#child.send({ id, stack, kind, ask }, (error) => {
        if (error) this.#settle({ id, error: `${error.message}\n${this.#output}` });
      });
    });
  }

  async end(): Promise<void> {
    if (!this.isAlive) return;
    this.#child.ref();
    const ended = once(this.#child, "exit");
    this.#child.kill();
    await ended;
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    this.#hold();
    if ("error" in reply) waiting?.reject(new Error(reply.error));
    else waiting?.resolve(reply.answer);
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    this.#hold();
  }

  /** Keeps the parent running while it waits for an answer, and no longer. The child ends with its parent. */
  #hold(): void {
    const { channel } = this.#child;
    if (this.#waiting.size > 0) channel?.ref();
    else channel?.unref();
  }
}
