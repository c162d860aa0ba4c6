import type { CallSite } from "./errors";
import type { Deadline } from "./deadline";

/**
 * What a call does on the server, which decides when it may be sent again and how it ends at a deadline.
 * - `none`: a read.
 * - `repeatable`: a write that does the same however often it is sent, such as a delete by id.
 * - `once`: a create or an add. It is sent again only when the server surely did not act.
 */
export type Effect = "none" | "repeatable" | "once";

export interface Call extends CallSite {
  /** Appended to the path; a list repeats its key. */
  query?: Record<string, string | number | readonly string[]>;
  /** Sent as JSON, serialised once. */
  body?: unknown;
  effect: Effect;
}

/** What limits the calls of one operation. */
export interface CallLimits {
  /** Reads and pauses end at it; no write begins shortly before it. */
  deadline?: Deadline | undefined;
  /**
   * Seconds for which a call that fails in passing is tried again; 0 is one try.
   * @default up to the deadline; where there is none, what `SharedTime` says, or 60
   */
  patience?: number | undefined;
  /** Seconds for one attempt, the time included in which it waits for a connection. @default that time does not count */
  timeout?: number | undefined;
}

export interface Reply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** The parsed JSON; undefined for an empty body. */
  body: unknown;
  /** Length of the body. */
  bytes: number;
}

/** Whether an answer is a web page, as proxies, maintenance and other services give it. */
export const isPage = (body: unknown): boolean =>
  typeof body === "string" && /^\s*<(!doctype|html)/i.test(body);
