import type { Deadline } from "../http/deadline";

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
    while (this.closed !== undefined) await withinTime(deadline, this.closed);
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
    while (this.closed !== undefined) await withinTime(deadline, this.closed);
    const { promise, resolve } = opening();
    this.closed = promise;
    try {
      while (this.inside > 0) await withinTime(deadline, new Promise<void>((go) => this.whenEmpty.push(go)));
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

/** @throws {DeadlineError} where time is up first */
async function withinTime(deadline: Deadline, awaited: Promise<void>): Promise<void> {
  const { signal } = deadline;
  let end: () => void = () => undefined;
  const over = new Promise<void>((resolve) => (end = resolve));
  signal.addEventListener("abort", end, { once: true });
  try {
    if (!deadline.isOver) await Promise.race([awaited, over]);
  } finally {
    signal.removeEventListener("abort", end);
  }
  if (deadline.isOver) throw deadline.error("waiting for other changes in the tenant to end");
}
