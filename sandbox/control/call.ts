import { z } from "zod";

/**
 * Where a call happens: `api` is the HTTP API that clients see, `openstack` what Waldur sends to the cloud
 * behind it, `task` an asynchronous job of the server.
 */
export const level = z.enum(["api", "openstack", "task"]);
export type Level = z.infer<typeof level>;

/** One call, as far as faults, delays and filters look at it. */
export interface Call {
  level: Level;
  method: string;
  /** Path without the query. */
  path: string;
}

const regularExpression = z.string().refine(
  (source) => {
    try {
      return Boolean(new RegExp(source));
    } catch {
      return false;
    }
  },
  { error: "not a regular expression" },
);

/** A kind of call: the parts that are left out fit every call. `path` is the source of a regular expression. */
export const callPattern = z.strictObject({
  level: level.optional(),
  method: z.string().toUpperCase().optional(),
  path: regularExpression.optional(),
});
export type CallPattern = z.input<typeof callPattern>;

export function fits(pattern: CallPattern, call: Call): boolean {
  return (
    (pattern.level === undefined || pattern.level === call.level) &&
    (pattern.method === undefined || pattern.method.toUpperCase() === call.method.toUpperCase()) &&
    (pattern.path === undefined || new RegExp(pattern.path).test(call.path))
  );
}
