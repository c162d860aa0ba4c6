import { setTimeout as delay } from "node:timers/promises";
import { DeadlineError } from "../errors";

/** Seconds beyond the end of an operation for which a write that is under way may still be answered. */
const WRITE_GRACE = 10;
/** No write begins with fewer seconds left: its answer would hardly come in time. */
const LEAST_FOR_WRITE = 1;
/** The longest delay of a timer, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The moment by which an operation has to be over. Reads and waits end at it, a write under way a little later. */
export class Deadline {
  private readonly end: number;
  /** Ends reads and waits: at the end, or when the run is cancelled. */
  readonly signal: AbortSignal;
  /** Ends a write that is under way. */
  readonly writeSignal: AbortSignal;

  /**
   * @param seconds from now
   * @param cancelled ends the operation early
   */
  constructor(
    readonly seconds: number,
    private readonly cancelled?: AbortSignal,
  ) {
    this.end = performance.now() + seconds * 1000;
    const timeout = AbortSignal.timeout(milliseconds(seconds));
    this.signal = cancelled === undefined ? timeout : AbortSignal.any([timeout, cancelled]);
    const late = new AbortController();
    this.writeSignal = late.signal;
    const endWrites = () => setTimeout(() => late.abort(), WRITE_GRACE * 1000).unref();
    this.signal.addEventListener("abort", endWrites, { once: true });
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

  /** @throws {DeadlineError} where a write would begin too late */
  requireTimeToWrite(what: string): void {
    if (this.left < LEAST_FOR_WRITE) throw this.error(`there is no time left for ${what}`);
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
    const why = this.cancelled?.aborted === true ? "cancelled" : `gave up after ${this.seconds} s`;
    return new DeadlineError(`${why}: ${what}`, { cause });
  }
}

const milliseconds = (seconds: number) => Math.min(Math.round(seconds * 1000), LONGEST_TIMER);
