import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Control } from "../control/index";
import type { WaldurSwitches } from "./switches";

export interface Task {
  /** What is done, as the log calls it: `CREATE`, `SET_RULES`, `PULL`… */
  readonly name: string;
  /** API path of the resource it is done to. */
  readonly path: string;
  /** Does it and tells how it ended; never throws. */
  run(): Promise<TaskOutcome>;
}

export interface TaskOutcome {
  /** `OK`, `ERRED`, `GONE` (nothing left to work on or deleted), `STUCK` (begun and never ended). */
  readonly outcome: "OK" | "ERRED" | "GONE" | "STUCK";
  readonly error?: string;
}

/** The asynchronous worker: each task starts some time after it was scheduled, or once the worker runs again. */
export class Tasks {
  readonly #control: Control<WaldurSwitches>;
  readonly #closed = new AbortController();
  readonly #pending = new Set<Promise<void>>();
  #held: (() => void)[] = [];

  constructor(control: Control<WaldurSwitches>) {
    this.#control = control;
    setMaxListeners(0, this.#closed.signal);
    control.settings.onChange(() => this.#release());
  }

  schedule(task: Task): void {
    const pending = this.#execute(task).finally(() => this.#pending.delete(pending));
    this.#pending.add(pending);
  }

  /** Waits until no task is scheduled or running; with a stopped worker that is when none was scheduled. */
  async idle(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  /** Forgets what hasn't started. */
  close(): void {
    this.#closed.abort();
    this.#release();
  }

  async #execute(task: Task): Promise<void> {
    const { settings, log } = this.#control;
    await sleep(settings.current.delay, undefined, { signal: this.#closed.signal }).catch(() => undefined);
    while (!settings.current.worker && !this.#closed.signal.aborted) await this.#untilReleased();
    if (this.#closed.signal.aborted) return;
    const { name: method, path } = task;
    const { outcome, error } = await task.run();
    const failed = outcome === "ERRED";
    log.add({ level: "task", method, path, status: failed ? 500 : 200, outcome, ...(error && { error }) });
  }

  #untilReleased(): Promise<void> {
    return new Promise((resolve) => this.#held.push(resolve));
  }

  #release(): void {
    const held = this.#held;
    this.#held = [];
    for (const resume of held) resume();
  }
}
