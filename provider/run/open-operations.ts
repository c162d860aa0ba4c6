import type { Deadline } from "../http/deadline";
import type { RetryWait, SharedTime } from "../http/transport";
import { perRun } from "./run";

/** Seconds after which an outage is long enough for a message. */
const LONG = 10;

/** The least time between two lines of a run, in seconds. */
const EVERY = 30;

/** An operation on one resource. */
export interface OpenOperation {
  readonly deadline: Deadline;
  /** Seconds for which its calls are tried again. @default up to the deadline */
  readonly patience?: number | undefined;
  /** Shows the user a line. */
  readonly print: (line: string) => void;
}

/**
 * The operations that a run has in progress. What several of them wait for, such as a list, is tried again until the last of
 * them is over, and one line for all reports what it waits for.
 */
export class OpenOperations implements SharedTime {
  private readonly open = new Set<OpenOperation>();
  private lastLine = Number.NEGATIVE_INFINITY;

  async during<T>(operation: OpenOperation, run: () => Promise<T>): Promise<T> {
    this.open.add(operation);
    try {
      return await run();
    } finally {
      this.open.delete(operation);
    }
  }

  get left(): number | undefined {
    return this.most(({ deadline }) => deadline.left);
  }

  get patience(): number | undefined {
    return this.most(({ patience = Number.POSITIVE_INFINITY }) => patience);
  }

  waits({ why, elapsed, pause, left }: RetryWait): void {
    const [speaker, ...others] = this.open;
    const now = performance.now();
    if (speaker === undefined || elapsed + pause < LONG || now - this.lastLine < EVERY * 1000) return;
    this.lastLine = now;
    const next = `the next try is in ${Math.ceil(pause)} s`;
    speaker.print(
      longWaitText({ elapsed, goal: `the server: ${why}; ${next}`, left, others: others.length }),
    );
  }

  private most(value: (operation: OpenOperation) => number): number | undefined {
    return this.open.size === 0 ? undefined : Math.max(...[...this.open].map(value));
  }
}

export const openOperations = perRun(() => new OpenOperations());

/** What a line contains about one wait. */
export interface WaitLine {
  /** Shows the user a line. */
  readonly print: (line: string) => void;
  /** What the wait is for, and the current state: `Waldur to apply the change of rules, state UPDATING`. */
  readonly goal: () => string;
  /** Seconds that are left. */
  readonly left: () => number;
}

/** Prints from time to time what a run waits for: one line for all waits, since there may be a hundred. */
export class LongWaits {
  private readonly open = new Set<object>();
  private lastLine = Number.NEGATIVE_INFINITY;

  /**
   * Runs a wait.
   * @param run gets a function to call at every poll
   */
  async during<T>({ print, goal, left }: WaitLine, run: (polled: () => void) => Promise<T>): Promise<T> {
    const begun = performance.now();
    const wait = {};
    this.open.add(wait);
    const polled = () => {
      const now = performance.now();
      if (now - begun < LONG * 1000 || now - this.lastLine < EVERY * 1000) return;
      this.lastLine = now;
      const elapsed = (now - begun) / 1000;
      print(longWaitText({ elapsed, goal: goal(), left: left(), others: this.open.size - 1 }));
    };
    try {
      return await run(polled);
    } finally {
      this.open.delete(wait);
    }
  }
}

export const longWaits = perRun(() => new LongWaits());

/** The line about a wait. @param others the number of other waits */
function longWaitText(wait: { elapsed: number; goal: string; left: number; others: number }): string {
  const { elapsed, goal, left, others } = wait;
  const more = others === 0 ? "" : `; ${others} more ${others === 1 ? "resource waits" : "resources wait"}`;
  return `still waiting for ${goal} (${duration(elapsed)}, timeout in ${duration(left)})${more}`;
}

const duration = (seconds: number) =>
  seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
