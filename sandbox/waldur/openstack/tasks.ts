import type { Control } from "../../control/index";
import type { WaldurSwitches } from "../switches";

export interface Task {
  /** What is done, as the log calls it: `CREATE`, `SET_RULES`, `PULL`… */
  readonly name: string;
  /** API path of the resource it is done to. */
  readonly path: string;
  /** Does it step by step, and returns the outcome; never throws. */
  readonly steps: AsyncGenerator<void, TaskOutcome>;
}

export interface TaskOutcome {
  /** `OK`, `ERRED`, `GONE` (nothing left to work on or deleted), `STUCK` (begun and never ended). */
  readonly outcome: "OK" | "ERRED" | "GONE" | "STUCK";
  readonly error?: string;
}

interface Queued {
  readonly task: Task;
  /** Milliseconds on the clock of `performance`. */
  readonly due: number;
}

/** The longest time that a timer can wait for. */
const longest = 2 ** 31 - 1;

/**
 * The asynchronous worker. A task is due some time after it was scheduled; each of its further steps is queued again,
 * due at once, behind all that is due by then.
 */
export class Tasks {
  readonly #control: Control<WaldurSwitches>;
  /** By the time that they are due. */
  #queue: Queued[] = [];
  #running = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #idle: (() => void)[] = [];

  constructor(control: Control<WaldurSwitches>) {
    this.#control = control;
    control.settings.onChange(() => this.#advance());
  }

  schedule(task: Task): void {
    this.#enqueue(task, this.#control.settings.current.delay);
    this.#arm();
  }

  /** Waits until no task is scheduled or running; with a stopped worker that is when none was scheduled. */
  async idle(): Promise<void> {
    if (this.#queue.length + this.#running > 0)
      await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Forgets what hasn't started. */
  lose(): void {
    this.#queue = [];
    this.#advance();
  }

  close(): void {
    this.#closed = true;
    this.lose();
  }

  #enqueue(task: Task, delay: number): void {
    if (this.#closed) return;
    const due = performance.now() + delay;
    const place = this.#queue.findLastIndex((other) => other.due <= due) + 1;
    this.#queue.splice(place, 0, { task, due });
  }

  /** Starts what is due and has a place. */
  #advance(): void {
    const now = performance.now();
    for (let [next] = this.#queue; next && next.due <= now && this.#hasPlace(); [next] = this.#queue) {
      this.#queue.shift();
      void this.#step(next.task);
    }
    this.#arm();
    if (this.#queue.length + this.#running === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** Comes again when the next task is due. */
  #arm(): void {
    clearTimeout(this.#timer);
    const [next] = this.#queue;
    if (next === undefined || !this.#hasPlace()) return;
    const wait = Math.ceil(next.due - performance.now());
    this.#timer = setTimeout(() => this.#advance(), Math.min(wait, longest));
  }

  #hasPlace(): boolean {
    const { worker, workers } = this.#control.settings.current;
    return worker && this.#running < (workers ?? Infinity);
  }

  async #step(task: Task): Promise<void> {
    this.#running += 1;
    const { done, value } = await task.steps.next();
    this.#running -= 1;
    if (done) this.#log(task, value);
    else this.#enqueue(task, 0);
    this.#advance();
  }

  #log({ name: method, path }: Task, { outcome, error }: TaskOutcome): void {
    const status = outcome === "ERRED" ? 500 : 200;
    this.#control.log.add({ level: "task", method, path, status, outcome, ...(error && { error }) });
  }
}
