import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { fits } from "./call";
import type { Call, CallPattern, Level } from "./call";
import { callPattern, level } from "./read-call";

/** A delay as it is asked for. */
export interface DelayInput extends CallPattern {
  /** @default "api" */
  level?: Exclude<Level, "task"> | undefined;
  /** Milliseconds that every call of the kind waits before anything happens. */
  ms: number;
}

export interface Delay extends DelayInput {
  level: Exclude<Level, "task">;
}

const delaySchema = callPattern.extend({
  level: level.exclude(["task"]).default("api"),
  ms: z.int().min(0),
}) satisfies z.ZodType<Delay, DelayInput>;

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
