import type { Deadline } from "../http/deadline";

/** What takes time here. */
const OTHERS = "waiting for other changes in the tenant to end";

/**
 * A shared lock: writes run concurrently, and a write that affects all of them runs alone: it begins when none is running,
 * and new ones wait until it is over.
 */
export class SharedLock {
  private inside = 0;
  private closed: Promise<void> | undefined;
  private whenEmpty: (() => void)[] = [];
  private turnsAlone = 0;

  /** How often something had the gate alone. What was read before that may be void. */
  get exclusiveUses(): number {
    return this.turnsAlone;
  }

  /** Runs a write when nothing has the gate alone. Must not be called from inside the gate. */
  async shared<T>(deadline: Deadline, run: () => Promise<T>): Promise<T> {
    while (this.closed !== undefined) await deadline.within(this.closed, OTHERS);
    this.inside += 1;
    try {
      return await run();
    } finally {
      this.inside -= 1;
      if (this.inside === 0) this.whenEmpty.splice(0).forEach((resume) => resume());
    }
  }

  /** Runs something alone: after all running writes, and before all later ones. */
  async exclusive<T>(deadline: Deadline, run: () => Promise<T>): Promise<T> {
    while (this.closed !== undefined) await deadline.within(this.closed, OTHERS);
    const { promise, resolve } = opening();
    this.closed = promise;
    try {
      while (this.inside > 0)
        await deadline.within(new Promise<void>((go) => this.whenEmpty.push(go)), OTHERS);
      return await run();
    } finally {
      this.turnsAlone += 1;
      this.closed = undefined;
      resolve();
    }
  }
}

function opening(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((open) => (resolve = open));
  return { promise, resolve };
}
