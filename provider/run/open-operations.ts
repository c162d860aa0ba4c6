import type { Deadline } from "../http/deadline";
import type { RetryWait, SharedTime } from "../http/transport";
import { longWaitText } from "./long-waits";
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
 * them is over, and what it waits for is said in one line for all.
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
