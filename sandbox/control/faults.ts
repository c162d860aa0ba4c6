import { z } from "zod";
import { callPattern, fits, level } from "./call";
import type { Call } from "./call";

/**
 * What a failing call gets: a status with a body (JSON, or plain text when it is a string), a cut connection,
 * half of the answer's JSON, or a proxy's HTML page with status 502.
 */
const faultAnswer = z.union([
  z.strictObject({
    status: z.int().min(200).max(599),
    body: z.unknown().optional(),
    headers: z.record(z.string(), z.string()).optional(),
  }),
  z.enum(["drop", "truncated", "html"]),
]);
export type FaultAnswer = z.output<typeof faultAnswer>;

const faultSchema = callPattern.extend({
  level: level.exclude(["task"]).default("api"),
  /** How many calls of the kind still pass unharmed. */
  skip: z.int().min(0).default(0),
  /** How many calls fail after that. */
  times: z.int().min(1).default(1),
  /** Whether the call fails before it has any effect or after; a truncated answer always comes after. */
  when: z.enum(["before", "after"]).default("before"),
  answer: faultAnswer,
});
export type FaultInput = z.input<typeof faultSchema>;
export type Fault = z.output<typeof faultSchema>;

/** "Fail the next n calls of a kind": the faults that are still to come, in the order they were added. */
export class Faults {
  #pending: Fault[] = [];

  /** @throws ZodError naming what is wrong with the fault */
  add(input: FaultInput): Fault {
    const fault = faultSchema.parse(input);
    this.#pending.push(fault);
    return fault;
  }

  pending(): Fault[] {
    return this.#pending.map((fault) => ({ ...fault }));
  }

  clear(): void {
    this.#pending = [];
  }

  /** The fault that hits this call, if one does. Uses it up. */
  take(call: Call): Fault | undefined {
    const hit = this.#pending.find((fault) => {
      if (!fits(fault, call)) return false;
      if (fault.skip === 0) return true;
      fault.skip -= 1;
      return false;
    });
    if (hit === undefined) return undefined;
    hit.times -= 1;
    this.#pending = this.#pending.filter((fault) => fault.times > 0);
    return hit;
  }
}
