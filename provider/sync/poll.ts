import { delayBefore, jittered } from "../http/retry";
import type { Deadline } from "../http/deadline";

/** Everything in one tenant or account, by id. */
export interface Listing<T> {
  get(id: string): T | undefined;
  values(): Iterable<T>;
}

/** A list of everything in one tenant or account, and when it was asked for. */
interface Snapshot<T> {
  begun: number;
  items: Promise<Listing<T>>;
  /** When the list arrived, in milliseconds of `performance.now()`; undefined while it is on its way. */
  arrived?: number;
}

export interface SnapshotSource<T> {
  /** Everything, by id, in as few pages as the API allows. */
  list: () => Promise<Listing<T>>;
  /** One by its id; undefined where it is gone. */
  one: (id: string) => Promise<T | undefined>;
  /** How many requests a list takes. @default 1 */
  requests?: () => number;
}

export interface SnapshotOptions {
  /** Seconds for which a list that has arrived serves reads. */
  maxAge: number;
}

/**
 * Reads of many things in one tenant or account, answered from shared lists.
 *
 * The engine reads only a few resources at a time, so a list is kept for some seconds rather than for one tick.
 * No list older than our own last write is used, one list is in flight at a time, and whatever a list
 * does not have is asked for by itself before it counts as gone. A single read without company asks directly.
 */
export class Snapshots<T> {
  private current: Snapshot<T> | undefined;
  private lastWrite = Number.NEGATIVE_INFINITY;
  private lastRead: { id: string; at: number } | undefined;

  constructor(
    private readonly source: SnapshotSource<T>,
    private readonly options: SnapshotOptions,
  ) {}

  /** To be called when a write has been answered: lists begun before it are no longer used by `read`. */
  wrote(): void {
    this.lastWrite = performance.now();
  }

  /** The thing as it is now or was some seconds ago, but never as it was before our last write. */
  async read(id: string): Promise<T | undefined> {
    const now = performance.now();
    return this.get(id, Math.max(this.lastWrite, now - this.options.maxAge * 1000), this.hasCompany(id, now));
  }

  /**
   * The thing as it was at `since` (of `performance.now()`) or later: for waits, which only care about
   * their own write and so can share lists with the others' writes.
   */
  async readSince(id: string, since: number): Promise<T | undefined> {
    return this.get(id, since, this.hasCompany(id, performance.now()));
  }

  /** A list begun now. */
  async list(): Promise<Listing<T>> {
    return this.listSince(performance.now());
  }

  private hasCompany(id: string, now: number): boolean {
    const before = this.lastRead;
    this.lastRead = { id, at: now };
    return before !== undefined && before.id !== id && now - before.at < this.options.maxAge * 1000;
  }

  private async get(id: string, since: number, company: boolean): Promise<T | undefined> {
    const shared = this.current;
    const usable = shared !== undefined && shared.begun >= since;
    if (!usable && !company) return this.source.one(id);
    const items = await (usable ? shared.items : this.listSince(since));
    return items.get(id) ?? this.source.one(id);
  }

  /** A list begun at `since` or later. Waits for one in flight, whatever its age, before another starts. */
  private async listSince(since: number): Promise<Listing<T>> {
    while (this.current !== undefined && this.current.arrived === undefined) {
      const waitedFor = this.current;
      await waitedFor.items.catch(() => undefined);
      if (waitedFor.begun >= since) return waitedFor.items;
    }
    if (this.current !== undefined && this.current.begun >= since) return this.current.items;
    return this.begin().items;
  }

  private begin(): Snapshot<T> {
    const snapshot: Snapshot<T> = { begun: performance.now(), items: this.source.list() };
    this.current = snapshot;
    snapshot.items.then(
      () => (snapshot.arrived = performance.now()),
      () => {
        snapshot.arrived = performance.now();
        if (this.current === snapshot) this.current = undefined;
      },
    );
    return snapshot;
  }
}

/** A wait younger than this, in seconds, polls at the minimum interval. */
const YOUNG = 10;
/** The longest pause between polls, in seconds. */
const LONGEST = 10;
/** A first guess of how long a server takes, as a number of pauses. */
const FIRST_GUESS = 4;
/** The most waits that are remembered: more than a queue that makes the later ones long. */
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

export interface PollOptions {
  readonly deadline: Deadline;
  /**
   * Seconds before each poll.
   * @param poll 0 for the first
   * @param age seconds since the polls began
   */
  readonly pause: (poll: number, age: number) => number;
  /** The most polls. @default up to the deadline */
  readonly polls?: number | undefined;
  /** Called after each poll that found nothing. */
  readonly polled?: (() => void) | undefined;
}

/** Polls until there is something to find; undefined where the polls or the time are used up. */
export async function pollUntil<T>(
  probe: () => Promise<T | undefined>,
  { deadline, pause, polls = Number.POSITIVE_INFINITY, polled }: PollOptions,
): Promise<T | undefined> {
  const begun = performance.now();
  for (let poll = 0; poll < polls && !deadline.isOver; poll += 1) {
    await deadline.pause(pause(poll, secondsSince(begun)));
    if (deadline.isOver) return undefined;
    try {
      const found = await probe();
      if (found !== undefined) return found;
      polled?.();
    } catch (error) {
      // The timeout also ends the poll in progress.
      if (!deadline.isOver) throw error;
    }
  }
  return undefined;
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
  const pause = (poll: number) => jittered(delayBefore(poll, backoff));
  const found = await pollUntil(probe, { deadline, pause });
  if (found === undefined) throw deadline.waitError(goal, remedy);
  return found;
}

export interface Wait<T, R> {
  readonly id: string;
  /**
   * Reads the thing, or finds it absent, and returns something other than undefined when the wait is over.
   * What a list lacks is requested separately before it counts as absent.
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
 * Waits for many things in one tenant or account. All waits share one list at a time, which is requested when
 * something can have happened; no more waits than a list has pages read their own objects instead.
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
    // A list costs the server more than as many single reads as it has pages.
    const { list, requests = () => 1 } = this.source;
    const things = present.length <= Math.max(1, requests()) ? undefined : await list();
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
