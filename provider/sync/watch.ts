import type { Deadline } from "../http/deadline";
import type { PollSchedule } from "./poll-schedule";
import type { Listing, SnapshotSource } from "./snapshots";

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
