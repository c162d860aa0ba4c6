import { setImmediate } from "node:timers/promises";

/** How long one computation may hold the process, in milliseconds. */
const LONGEST = 50;

/** Splits a long computation, so that other work of the process is done in between. */
export class Turn {
  private begun = performance.now();

  /** Lets other work go first where this turn has been long. To be awaited every few milliseconds. */
  async end(): Promise<void> {
    if (performance.now() - this.begun < LONGEST) return;
    await setImmediate();
    this.begun = performance.now();
  }
}
