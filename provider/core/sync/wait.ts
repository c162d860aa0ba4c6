import { setTimeout as sleep } from "node:timers/promises";
import { delayBefore, jittered } from "../http/backoff";
import { WaitTimeoutError } from "../errors";

/** The moment by which an operation has to be over. */
export class Deadline {
  private readonly end: number;

  /** @param seconds from now */
  constructor(readonly seconds: number) {
    this.end = Date.now() + seconds * 1000;
  }

  /** Seconds left; never negative. */
  get left(): number {
    return Math.max(0, (this.end - Date.now()) / 1000);
  }
}

export interface WaitOptions {
  /** What is waited for, to end the sentence "gave up after 900 s waiting for …". */
  goal: string;
  deadline: Deadline;
  /** Seconds before the first look; the pauses grow to five times that. */
  pollInterval: number;
  /** What to do when time is up, as a sentence. */
  remedy?: string;
}

/** Looks again and again, with growing pauses, until `probe` returns something other than undefined. */
export async function waitFor<T>(probe: () => Promise<T | undefined>, options: WaitOptions): Promise<T> {
  const { goal, deadline, pollInterval, remedy } = options;
  const backoff = { first: pollInterval, factor: 1.5, longest: pollInterval * 5 };
  for (let look = 0; ; look += 1) {
    await sleep(Math.min(jittered(delayBefore(look, backoff)), deadline.left) * 1000);
    const found = await probe();
    if (found !== undefined) return found;
    if (deadline.left === 0) {
      const advice = remedy === undefined ? "" : ` ${remedy}`;
      throw new WaitTimeoutError(`gave up after ${deadline.seconds} s waiting for ${goal}.${advice}`);
    }
  }
}
