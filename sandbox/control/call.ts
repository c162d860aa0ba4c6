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

/** Tells the calls of a kind from others. */
export function matcher(pattern: CallPattern): (call: Call) => boolean {
  const method = pattern.method?.toUpperCase();
  const path = pattern.path === undefined ? undefined : new RegExp(pattern.path);
  return (call) =>
    (pattern.level === undefined || pattern.level === call.level) &&
    (method === undefined || method === call.method.toUpperCase()) &&
    (path === undefined || path.test(call.path));
}

export const fits = (pattern: CallPattern, call: Call): boolean => matcher(pattern)(call);
