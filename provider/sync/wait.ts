import { delayBefore, jittered } from "../http/backoff";
import type { Deadline } from "../http/deadline";

export interface WaitOptions {
  /** What is waited for, to end the sentence "timed out after 900 s: waiting for …". */
  goal: string;
  deadline: Deadline;
  /** Seconds before the first poll; the pauses grow to five times that. */
  pollInterval: number;
  /** What to do when time is up, as a sentence. */
  remedy?: string;
}

/**
 * Polls with growing pauses until `probe` returns something other than undefined.
 * @throws {DeadlineError} when time is up
 */
export async function waitFor<T>(probe: () => Promise<T | undefined>, options: WaitOptions): Promise<T> {
  const { goal, deadline, pollInterval, remedy } = options;
  const backoff = { first: pollInterval, factor: 1.5, longest: pollInterval * 5 };
  for (let poll = 0; ; poll += 1) {
    await deadline.pause(jittered(delayBefore(poll, backoff)));
    if (deadline.isOver) throw deadline.waitError(goal, remedy);
    const found = await probe();
    if (found !== undefined) return found;
  }
}
