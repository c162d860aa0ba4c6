import { z } from "zod";
import { callPattern, fits, level } from "./call";
import type { Call } from "./call";

/**
 * What a failing call gets:
 * - a status with a body (JSON, or plain text when it is a string);
 * - `drop`: the connection is closed without an answer; `reset`: by a TCP reset;
 * - `hang`: no answer ever comes; the connection stays open until the client closes it or the faults are cleared;
 * - `truncated`: half of the real answer's JSON; `html`: a proxy's page with status 502;
 * - `refuse` (level `openstack` only): nothing listens there;
 * - `outage` (level `api` only): the connection is reset, and for so many milliseconds nothing listens at the port.
 */
const faultAnswer = z.union([
  z.strictObject({
    status: z.int().min(200).max(599),
    body: z.unknown().optional(),
    headers: z.record(z.string(), z.string()).optional(),
  }),
  z.strictObject({ outage: z.int().min(1) }),
  z.enum(["drop", "reset", "hang", "refuse", "truncated", "html"]),
]);
export type FaultAnswer = z.output<typeof faultAnswer>;

const faultSchema = callPattern
  .extend({
    level: level.exclude(["task"]).default("api"),
    /** How many calls of the kind still pass unharmed. */
    skip: z.int().min(0).default(0),
    /** How many calls fail after that. */
    times: z.union([z.int().min(1), z.literal("forever")]).default(1),
    /** Whether the call fails before it has any effect or after; a truncated answer always comes after. */
    when: z.enum(["before", "after"]).default("before"),
    answer: faultAnswer,
  })
  .superRefine(({ level, answer }, context) => {
    const isOutage = typeof answer === "object" && "outage" in answer;
    if (level === "api" && answer === "refuse")
      context.addIssue({
        code: "custom",
        path: ["answer"],
        message: "a server that answers cannot refuse a connection: use {outage: ms}",
      });
    if (level === "openstack" && isOutage)
      context.addIssue({
        code: "custom",
        path: ["answer"],
        message: 'an outage is for level "api": use "refuse"',
      });
  });
export type FaultInput = z.input<typeof faultSchema>;
export type Fault = z.output<typeof faultSchema>;

/** "Fail the calls of a kind from the n-th on": the faults that are still to come, in the order they were added. */
export class Faults {
  #pending: Fault[] = [];
  #onClear: (() => void)[] = [];

  /** @throws ZodError naming what is wrong with the fault */
  add(input: FaultInput): Fault {
    const fault = faultSchema.parse(input);
    this.#pending.push(fault);
    return fault;
  }

  pending(): Fault[] {
    return this.#pending.map((fault) => ({ ...fault }));
  }

  /** Forgets all faults, and closes the connections that hang. */
  clear(): void {
    this.#pending = [];
    for (const release of this.#onClear.splice(0)) release();
  }

  /** Resolves when the faults are cleared. */
  cleared(): Promise<void> {
    return new Promise((resolve) => this.#onClear.push(resolve));
  }

  /** The fault that hits this call, if one does. Uses it up. */
  take(call: Call): Fault | undefined {
    const hit = this.#pending.find((fault) => {
      if (!fits(fault, call)) return false;
      if (fault.skip === 0) return true;
      fault.skip -= 1;
      return false;
    });
    if (hit === undefined || hit.times === "forever") return hit;
    hit.times -= 1;
    this.#pending = this.#pending.filter(({ times }) => times !== 0);
    return hit;
  }
}
