import type { Deadline } from "../http/deadline";
import type { Pace } from "./pace";

/** Where the things are that are waited for. */
export interface WatchSource<T> {
  /** Everything, by id. */
  list: () => Promise<ReadonlyMap<string, T>>;
  /** One by its id; undefined where it is gone. */
  one: (id: string) => Promise<T | undefined>;
}

export interface Wait<T, R> {
  readonly id: string;
  /**
   * Looks at the thing, or at its absence, and returns something other than undefined when the wait is over.
   * A thing is absent when the server says so, or when two lists in a row lack it.
   */
  readonly probe: (thing: T | undefined) => R | undefined;
  /** What is waited for, to end the sentence "gave up after 900 s: waiting for …". */
  readonly goal: string;
  readonly deadline: Deadline;
  /** What to do when time is up, as a sentence. */
  readonly remedy?: string | undefined;
}

interface Waiter<T> {
  readonly id: string;
  /** When the wait began, in milliseconds of `performance.now()`: no older look counts. */
  readonly begun: number;
  /** When to look next. */
  due: number;
  /** How many lists in a row lacked the thing. */
  missed: number;
  /** Takes the thing, or its absence; true when the wait is over. */
  readonly take: (thing: T | undefined) => boolean;
  readonly fail: (error: unknown) => void;
}

/** A list lacks what is gone, and for a moment what another list had: only two in a row are trusted. */
const LISTS_TO_BE_GONE = 2;

/**
 * Waits for many things in one tenant or account. Everybody who waits shares one list at a time, which comes when
 * something can have happened; whoever waits alone asks for the one thing.
 */
export class Watch<T> {
  private readonly waiters = new Set<Waiter<T>>();
  private timer: NodeJS.Timeout | undefined;
  private lastLook = Number.NEGATIVE_INFINITY;
  private isLooking = false;

  constructor(
    private readonly source: WatchSource<T>,
    private readonly pace: Pace,
  ) {}

  /** @throws {DeadlineError} when time is up; or what the probe or a look throws */
  async until<R>(wait: Wait<T, R>): Promise<R> {
    const { goal, deadline, remedy } = wait;
    let giveUp: () => void = () => undefined;
    let waiter: Waiter<T> | undefined;
    try {
      return await new Promise<R>((resolve, reject) => {
        const advice = remedy === undefined ? "" : ` ${remedy}`;
        giveUp = () => reject(deadline.error(`waiting for ${goal}.${advice}`));
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
    { id, probe }: Wait<T, R>,
    resolve: (found: R) => void,
    reject: (error: unknown) => void,
  ): Waiter<T> {
    const begun = performance.now();
    const take = (thing: T | undefined) => {
      const found = probe(thing);
      if (found === undefined) return false;
      this.pace.learn(secondsSince(begun));
      resolve(found);
      return true;
    };
    return { id, begun, due: begun + this.pace.first * 1000, missed: 0, take, fail: reject };
  }

  /** Looks when the first of those who wait wants to, but not too soon after the last look. */
  private arm(): void {
    clearTimeout(this.timer);
    if (this.isLooking || this.waiters.size === 0) return;
    const due = Math.min(...[...this.waiters].map((waiter) => waiter.due));
    const at = Math.max(due, this.lastLook + this.pace.pause * 1000);
    this.timer = setTimeout(() => void this.look(), Math.max(0, at - performance.now()));
  }

  private async look(): Promise<void> {
    this.isLooking = true;
    this.lastLook = performance.now();
    const present = [...this.waiters];
    try {
      await this.show(present);
    } catch (error) {
      for (const waiter of present) waiter.fail(error);
    } finally {
      this.isLooking = false;
      this.arm();
    }
  }

  private async show(present: readonly Waiter<T>[]): Promise<void> {
    const isAlone = present.length === 1;
    const things = isAlone ? undefined : await this.source.list();
    for (const waiter of present) {
      const thing = things === undefined ? await this.source.one(waiter.id) : things.get(waiter.id);
      waiter.missed = thing === undefined ? waiter.missed + 1 : 0;
      const isKnown = thing !== undefined || isAlone || waiter.missed >= LISTS_TO_BE_GONE;
      if (isKnown && taken(waiter, thing)) continue;
      waiter.due = performance.now() + this.pace.next(secondsSince(waiter.begun)) * 1000;
    }
  }
}

function taken<T>(waiter: Waiter<T>, thing: T | undefined): boolean {
  try {
    return waiter.take(thing);
  } catch (error) {
    waiter.fail(error);
    return true;
  }
}

const secondsSince = (moment: number) => (performance.now() - moment) / 1000;
