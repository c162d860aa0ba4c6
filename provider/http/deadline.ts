import { setTimeout as delay } from "node:timers/promises";
import { DeadlineError } from "../errors";

/** Seconds beyond the end of an operation for which a write in progress may still be answered. */
const WRITE_GRACE = 10;
/** No write begins with fewer seconds left: its answer would hardly come in time. */
const LEAST_FOR_WRITE = 1;
/** The longest delay of a timer, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The moment by which an operation must be over. Reads and waits end at it, a write in progress a little later. */
export class Deadline {
  private readonly end: number;
  private readonly over = new AbortController();
  private readonly late = new AbortController();
  private timer: NodeJS.Timeout;
  /** Ends reads and waits: at the end, or when the run is cancelled. */
  readonly signal: AbortSignal = this.over.signal;
  /** Ends a write in progress. */
  readonly writeSignal: AbortSignal = this.late.signal;

  /**
   * Of no use here is `AbortSignal.any([AbortSignal.timeout(…), cancelled])`: Node.js collects a timeout that only such a
   * signal knows as garbage, after which it never ends anything, and what waits for it stays in memory.
   *
   * @param seconds from now
   * @param cancelled ends the operation early; it may outlive the operation, see `release`
   */
  constructor(
    readonly seconds: number,
    private readonly cancelled?: AbortSignal,
  ) {
    this.end = performance.now() + seconds * 1000;
    this.timer = setTimeout(this.finish, milliseconds(seconds)).unref();
    if (cancelled?.aborted === true) this.finish();
    else cancelled?.addEventListener("abort", this.finish, { once: true });
  }

  private readonly finish = (): void => {
    this.release();
    this.over.abort();
    this.timer = setTimeout(() => this.late.abort(), WRITE_GRACE * 1000).unref();
  };

  /** To be called at the end of the operation: the deadline then ends nothing, and holds no resources. */
  release(): void {
    clearTimeout(this.timer);
    this.cancelled?.removeEventListener("abort", this.finish);
  }

  /** Seconds left; never negative. */
  get left(): number {
    return this.isOver ? 0 : Math.max(0, (this.end - performance.now()) / 1000);
  }

  get isOver(): boolean {
    return this.signal.aborted || performance.now() >= this.end;
  }

  /** Pauses for some seconds, at most to the end. */
  async pause(seconds: number): Promise<void> {
    if (this.isOver) return;
    const ms = milliseconds(Math.min(seconds, this.left));
    await delay(ms, undefined, { signal: this.signal }).catch(() => undefined);
  }

  /**
   * Waits for what does not end with this operation, such as a list that others wait for too.
   * @param what this waits for, such as `waiting for an answer of the server`
   * @throws {DeadlineError} where time is up first
   */
  async within<T>(shared: Promise<T>, what = "waiting for an answer of the server"): Promise<T> {
    const { signal } = this;
    let giveUp: () => void = () => undefined;
    const over = new Promise<never>((_, reject) => {
      giveUp = () => reject(this.error(what));
      if (signal.aborted) giveUp();
      else signal.addEventListener("abort", giveUp, { once: true });
    });
    try {
      return await Promise.race([shared, over]);
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  /** @throws {DeadlineError} where a write would begin too late */
  requireTimeToWrite(what: string): void {
    if (this.left < LEAST_FOR_WRITE) throw this.error(`no time is left for ${what}`);
  }

  /**
   * What to throw when a wait has taken all the time.
   * @param goal what was waited for, such as `the group to be OK`
   * @param remedy what to do, as a sentence
   */
  waitError(goal: string, remedy?: string): DeadlineError {
    return this.error(`waiting for ${goal}.${remedy === undefined ? "" : ` ${remedy}`}`);
  }

  /** What to throw when time is up. @param what was not done, such as `waiting for the group to be OK` */
  error(what: string, cause?: unknown): DeadlineError {
    const why = this.cancelled?.aborted === true ? "cancelled" : `timed out after ${this.seconds} s`;
    return new DeadlineError(`${why}: ${what}`, { cause });
  }
}

/** Does something within a time. @see Deadline */
export async function withDeadline<T>(
  seconds: number,
  cancelled: AbortSignal | undefined,
  run: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const deadline = new Deadline(seconds, cancelled);
  try {
    return await run(deadline);
  } finally {
    deadline.release();
  }
}

/** For a timer, of which a longer delay would be over at once. */
export const milliseconds = (seconds: number): number => Math.min(Math.round(seconds * 1000), LONGEST_TIMER);
