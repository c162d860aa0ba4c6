import { delayBefore, jittered } from "../http/retry";
import type { Deadline } from "../http/deadline";
import type { Listing, SnapshotSource } from "./snapshots";

/** A wait younger than this, in seconds, polls at the minimum interval. */
const YOUNG = 10;
/** The longest pause between polls, in seconds. */
const LONGEST = 10;
/** A first guess of how long a server takes, as a number of pauses. */
const FIRST_GUESS = 4;
/** So many waits are remembered: more than a queue that makes the later ones long. */
const REMEMBERED = 100;

/**
 * When to poll for what a server does in the background. The first poll comes when the quickest of the last waits was
 * over; then they come as often as they may while the wait is young, and more slowly as it gets older. All times in seconds.
 */
export class PollSchedule {
  private durations: number[] = [];

  /** @param pause the minimum time between polls */
  constructor(readonly pause: number) {}

  /** How long after a write the first poll comes. */
  get first(): number {
    if (this.durations.length === 0) return Math.min(2, FIRST_GUESS * this.pause);
    // A little earlier than what was seen, since the server may have been done before the poll that saw it.
    return Math.max(0, Math.min(...this.durations) - this.pause);
  }

  /** How long after a poll the next one comes, in a wait of some age. */
  next(age: number): number {
    const growing = age < YOUNG ? 0 : age / YOUNG;
    return Math.max(this.pause, Math.min(growing, LONGEST));
  }

  /** To be called with the time from a write to the poll that saw it done. */
  learn(duration: number): void {
    this.durations = [...this.durations, duration].slice(-REMEMBERED);
  }
}

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

export interface Wait<T, R> {
  readonly id: string;
  /**
   * Looks at the thing, or at its absence, and returns something other than undefined when the wait is over.
   * What a list lacks is asked for by itself before it counts as absent.
   */
  readonly probe: (thing: T | undefined) => R | undefined;
  /** Two lists in a row that lack the thing are enough: for deletions, which many wait for at a time. */
  readonly trustsLists?: boolean;
  /** What is waited for, to end the sentence "timed out after 900 s: waiting for …". */
  readonly goal: string;
  readonly deadline: Deadline;
  /** What to do when time is up, as a sentence; asked for then. */
  readonly remedy?: (() => string) | undefined;
}

interface Waiter<T> {
  readonly id: string;
  readonly trustsLists: boolean;
  /** When the wait began, in milliseconds of `performance.now()`: no older poll counts. */
  readonly begun: number;
  /** When to poll next. */
  due: number;
  /** How many lists in a row lacked the thing. */
  missed: number;
  /** When the first of them came. */
  firstMissed: number;
  /** Takes the thing, or its absence; true when the wait is over. */
  readonly take: (thing: T | undefined) => boolean;
  readonly fail: (error: unknown) => void;
}

/**
 * Waits for many things in one tenant or account. Everybody who waits shares one list at a time, which comes when
 * something can have happened; a single wait reads only its own object.
 */
export class Watch<T> {
  private readonly waiters = new Set<Waiter<T>>();
  private timer: NodeJS.Timeout | undefined;
  private lastPoll = Number.NEGATIVE_INFINITY;
  private isPolling = false;

  constructor(
    private readonly source: SnapshotSource<T>,
    private readonly schedule: PollSchedule,
  ) {}

  /** @throws {DeadlineError} when time is up; or what the probe or the list throws */
  async until<R>(wait: Wait<T, R>): Promise<R> {
    const { goal, deadline, remedy } = wait;
    let giveUp: () => void = () => undefined;
    let waiter: Waiter<T> | undefined;
    try {
      return await new Promise<R>((resolve, reject) => {
        giveUp = () => reject(deadline.waitError(goal, remedy?.()));
        if (deadline.isOver) return giveUp();
        deadline.signal.addEventListener("abort", giveUp, { once: true });
        waiter = this.waiterFor(wait, resolve, reject);
        this.waiters.add(waiter);
        this.arm();
      });
    } finally {
      deadline.signal.removeEventListener("abort", giveUp);
      if (waiter !== undefined) this.waiters.delete(waiter);
      this.arm();
    }
  }

  private waiterFor<R>(
    { id, probe, trustsLists = false }: Wait<T, R>,
    resolve: (found: R) => void,
    reject: (error: unknown) => void,
  ): Waiter<T> {
    const begun = performance.now();
    const take = (thing: T | undefined) => {
      const found = probe(thing);
      if (found !== undefined) resolve(found);
      return found !== undefined;
    };
    const due = begun + this.schedule.first * 1000;
    return { id, trustsLists, begun, due, missed: 0, firstMissed: begun, take, fail: reject };
  }

  /** Polls when the first of the waits is due, but not too soon after the last poll. */
  private arm(): void {
    clearTimeout(this.timer);
    if (this.isPolling || this.waiters.size === 0) return;
    const due = Math.min(...[...this.waiters].map((waiter) => waiter.due));
    const at = Math.max(due, this.lastPoll + this.schedule.pause * 1000);
    this.timer = setTimeout(() => void this.poll(), Math.max(0, at - performance.now()));
  }

  private async poll(): Promise<void> {
    this.isPolling = true;
    this.lastPoll = performance.now();
    const present = [...this.waiters];
    try {
      await this.show(present);
    } catch (error) {
      for (const waiter of present) waiter.fail(error);
    } finally {
      this.isPolling = false;
      this.arm();
    }
  }

  private async show(present: readonly Waiter<T>[]): Promise<void> {
    const things = present.length === 1 ? undefined : await this.source.list();
    for (const waiter of present) {
      try {
        await this.showOne(waiter, things);
      } catch (error) {
        waiter.fail(error);
      }
    }
  }

  private async showOne(waiter: Waiter<T>, things: Listing<T> | undefined): Promise<void> {
    const thing = things?.get(waiter.id);
    waiter.missed = things === undefined || thing !== undefined ? 0 : waiter.missed + 1;
    if (waiter.missed === 1) waiter.firstMissed = performance.now();
    const isGone = waiter.trustsLists && waiter.missed > 1;
    const isNearlyGone = waiter.trustsLists && waiter.missed === 1;
    const read = async () => thing ?? (isGone ? undefined : await this.source.one(waiter.id));
    if (isNearlyGone || !waiter.take(await read())) return this.postpone(waiter);
    // The second list only confirms the first.
    const seen = isGone ? waiter.firstMissed : performance.now();
    this.schedule.learn((seen - waiter.begun) / 1000);
  }

  private postpone(waiter: Waiter<T>): void {
    waiter.due = performance.now() + this.schedule.next(secondsSince(waiter.begun)) * 1000;
  }
}

const secondsSince = (moment: number) => (performance.now() - moment) / 1000;
