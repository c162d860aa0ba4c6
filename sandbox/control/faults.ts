import { z } from "zod";
import { fits } from "./call";
import type { Call, CallPattern, Level } from "./call";
import { callPattern, level } from "./read-call";

/**
 * What a failing call gets:
 * - a status with a body (JSON, or plain text when it is a string);
 * - `drop`: the connection is closed without an answer; `reset`: by a TCP reset;
 * - `hang`: no answer ever comes; the connection stays open until the client closes it or the faults are cleared;
 * - `truncated`: half of the real answer's JSON; `html`: a proxy's page with status 502;
 * - `endless`: a body that continues for as long as it is read; `dripping`: an endless one, a byte every 50 ms;
 *   `no-http`: data that is not HTTP (these and the next three at level `api` only);
 * - `next-page`: the real answer, which names itself as the next page of its list;
 * - `padding`: the real answer, with spaces after it up to so many characters;
 * - `texts`: the real answer, with this added to each field of free text, such as descriptions and messages;
 * - `refuse` (level `openstack` only): nothing listens there;
 * - `outage` (level `api` only): the connection is reset, and for so many milliseconds, or until the faults are cleared,
 *   nothing listens at the port.
 */
export type FaultAnswer =
  | { status: number; body?: unknown; headers?: Record<string, string> | undefined }
  | { outage: number }
  | { padding: number }
  | { texts: string }
  | "drop"
  | "reset"
  | "hang"
  | "refuse"
  | "truncated"
  | "html"
  | "endless"
  | "dripping"
  | "no-http"
  | "next-page";

/** A fault: the calls of a kind that fail, and how. */
export interface Fault extends CallPattern {
  level: Exclude<Level, "task">;
  /** How many calls of the kind still pass unharmed. */
  skip: number;
  /** How many calls fail after that. */
  times: number | "forever";
  /** Whether the call fails before it has any effect or after; a truncated answer always comes after. */
  when: "before" | "after";
  answer: FaultAnswer;
}

/** A fault as it is asked for: the next call of the API (`level` `api`, `skip` 0, `times` 1), before it has an effect. */
export type FaultInput = Partial<Fault> & Pick<Fault, "answer">;

/** The most characters of a padded answer: it is held in memory. */
const LARGEST_PADDING = 2 ** 28;

const faultAnswer = z.union([
  z.strictObject({
    status: z.int().min(200).max(599),
    body: z.unknown().optional(),
    headers: z.record(z.string(), z.string()).optional(),
  }),
  z.strictObject({ outage: z.int().min(1) }),
  z.strictObject({ padding: z.int().min(1).max(LARGEST_PADDING) }),
  z.strictObject({ texts: z.string() }),
  z.enum([
    "drop",
    "reset",
    "hang",
    "refuse",
    "truncated",
    "html",
    "endless",
    "dripping",
    "no-http",
    "next-page",
  ]),
]) satisfies z.ZodType<FaultAnswer>;

const faultSchema = callPattern
  .extend({
    level: level.exclude(["task"]).default("api"),
    skip: z.int().min(0).default(0),
    times: z.union([z.int().min(1), z.literal("forever")]).default(1),
    when: z.enum(["before", "after"]).default("before"),
    answer: faultAnswer,
  })
  .superRefine(({ level, answer }, context) => {
    if (level === "api" && answer === "refuse")
      context.addIssue({
        code: "custom",
        path: ["answer"],
        message: "a server that answers cannot refuse a connection: use {outage: ms}",
      });
    if (level === "openstack" && !isOfOpenStack(answer))
      context.addIssue({
        code: "custom",
        path: ["answer"],
        message: `${named(answer)} is for level "api": use "refuse" or another answer`,
      });
  }) satisfies z.ZodType<Fault, FaultInput>;

/** Whether a call of Waldur to OpenStack can get this answer. */
function isOfOpenStack(answer: FaultAnswer): boolean {
  if (typeof answer === "object") return "status" in answer;
  return !["endless", "dripping", "no-http", "next-page"].includes(answer);
}

function named(answer: FaultAnswer): string {
  if (typeof answer === "string") return `"${answer}"`;
  return "outage" in answer ? "an outage" : `{${Object.keys(answer).join(", ")}}`;
}

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
