import { perRun } from "./run";

/** Seconds after which a wait is long enough to say what it is for. */
const LONG = 10;
/** The least time between two lines of a run, in seconds. */
const EVERY = 30;

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
export function longWaitText(wait: { elapsed: number; goal: string; left: number; others: number }): string {
  const { elapsed, goal, left, others } = wait;
  const more = others === 0 ? "" : `; ${others} more ${others === 1 ? "resource waits" : "resources wait"}`;
  return `still waiting for ${goal} (${duration(elapsed)}, timeout in ${duration(left)})${more}`;
}

const duration = (seconds: number) =>
  seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
