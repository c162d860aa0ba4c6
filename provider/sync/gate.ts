import type { Deadline } from "../http/deadline";

/** What takes time here. */
const OTHERS = "waiting for other changes in the tenant to end";

/**
 * Lets writes go on side by side, and now and then one that concerns them all alone: it begins when none is under way,
 * and new ones wait until it is over.
 */
export class Gate {
  private inside = 0;
  private closed: Promise<void> | undefined;
  private whenEmpty: (() => void)[] = [];
  private turnsAlone = 0;

  /** How often something had the gate alone. What was read before that may be void. */
  get turns(): number {
    return this.turnsAlone;
  }

  /** Runs a write when nothing has the gate alone. Must not be called from inside the gate. */
  async enter<T>(deadline: Deadline, run: () => Promise<T>): Promise<T> {
    while (this.closed !== undefined) await deadline.within(this.closed, OTHERS);
    this.inside += 1;
    try {
      return await run();
    } finally {
      this.inside -= 1;
      if (this.inside === 0) this.whenEmpty.splice(0).forEach((resume) => resume());
    }
  }

  /** Runs something when all that is under way is over, and holds everything else meanwhile. */
  async enterAlone<T>(deadline: Deadline, run: () => Promise<T>): Promise<T> {
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
