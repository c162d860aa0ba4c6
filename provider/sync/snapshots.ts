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
