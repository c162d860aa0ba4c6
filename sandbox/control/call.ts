/**
 * Where a call happens: `api` is the HTTP API that clients see, `openstack` what Waldur sends to the cloud
 * behind it, `task` an asynchronous job of the server.
 */
export type Level = "api" | "openstack" | "task";

/** One call, as far as faults, delays and filters read it. */
export interface Call {
  level: Level;
  method: string;
  /** Path without the query. */
  path: string;
}

/** A kind of call: the parts that are left out fit every call. */
export interface CallPattern {
  level?: Level | undefined;
  method?: string | undefined;
  /** The source of a regular expression. */
  path?: string | undefined;
}

/** Characters of an expression; a path is tested up to as many. */
export const LONGEST_PATH = 500;

/** Whether a call is of a kind. */
export function matcher(pattern: CallPattern): (call: Call) => boolean {
  const method = pattern.method?.toUpperCase();
  const path = pattern.path === undefined ? undefined : new RegExp(pattern.path);
  return (call) =>
    (pattern.level === undefined || pattern.level === call.level) &&
    (method === undefined || method === call.method.toUpperCase()) &&
    (path === undefined || path.test(call.path.slice(0, LONGEST_PATH)));
}

export const fits = (pattern: CallPattern, call: Call): boolean => matcher(pattern)(call);
