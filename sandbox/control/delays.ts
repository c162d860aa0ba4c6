import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { callPattern, fits, level } from "./call";
import type { Call } from "./call";

const delaySchema = callPattern.extend({
  level: level.exclude(["task"]).default("api"),
  /** Milliseconds that every call of the kind waits before anything happens. */
  ms: z.int().min(0),
});
export type DelayInput = z.input<typeof delaySchema>;
export type Delay = z.output<typeof delaySchema>;

/** Extra latency for calls of a kind, until cleared. */
export class Delays {
  #delays: Delay[] = [];

  /** @throws ZodError naming what is wrong with the delay */
  add(input: DelayInput): Delay {
    const delay = delaySchema.parse(input);
    this.#delays.push(delay);
    return delay;
  }

  all(): Delay[] {
    return [...this.#delays];
  }

  clear(): void {
    this.#delays = [];
  }

  /** Waits as long as all delays that fit the call ask for. */
  async wait(call: Call): Promise<void> {
    const ms = this.#delays.filter((delay) => fits(delay, call)).reduce((sum, delay) => sum + delay.ms, 0);
    if (ms > 0) await sleep(ms);
  }
}
