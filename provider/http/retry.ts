import type { Effect } from "./attempt";
import { ApiError, ConnectionError, isOutcomeUnknown } from "./errors";

/** A call that has failed, and what is known then. All times in seconds. */
export interface FailedCall {
  readonly error: unknown;
  readonly effect: Effect;
  /** How often it has been repeated. */
  readonly repeats: number;
  /** Since its first attempt began. */
  readonly elapsed: number;
  /** Whether the server has shown before that it is the right one: then it comes back. */
  readonly isServerKnown: boolean;
  /** Until the operation that it belongs to is over. */
  readonly left: number;
  /** For how long the operation lets a call be repeated. */
  readonly patience: number;
}

/** What is decided, with the reason as a phrase. */
export type Verdict = { readonly why: string } & (
  | { readonly kind: "repeat"; readonly pause: number }
  /** Another try would end the same way, or do a second time what has perhaps been done. */
  | { readonly kind: "final" }
  /**
   * Another try could help, and there is no time for it: because of the operation's end, because it has been tried for long
   * enough, or because the server asks to wait for longer.
   */
  | { readonly kind: "late"; readonly limit: "end" | "patience" | "asked" }
);

const BACKOFF: Backoff = { first: 0.5, factor: 2, longest: 30 };
/** A server that asks for no pause at all must not be asked in a tight loop. */
const SHORTEST_PAUSE = 0.1;
/** With less time left there is no further try: its answer would hardly come. */
const LEAST = 2;
/** For how long a failure is tried again that may be one of the program: a wrong address, an error of the server in this call. */
const SHORT = 30;
/** Answers of a server that is up and cannot answer now. */
const OUTAGES: readonly number[] = [429, 502, 503, 504];

/** Whether and when a call that has failed is to be sent again. */
export function verdictOn(failed: FailedCall, random: () => number = Math.random): Verdict {
  const { error, effect, repeats, elapsed, isServerKnown, patience } = failed;
  const { mayRepeat, why } = repeatable(error, effect);
  if (!mayRepeat) return { kind: "final", why };
  const longest = isServerKnown && isOutage(error) ? patience : Math.min(patience, SHORT);
  const left = Math.min(failed.left, longest - elapsed);
  const asked = error instanceof ApiError ? error.retryAfter : undefined;
  if (left < LEAST) {
    return left === failed.left
      ? { kind: "late", limit: "end", why: "the operation has no time left" }
      : { kind: "late", limit: "patience", why: `it has been tried for ${Math.round(elapsed)} s` };
  }
  if (asked !== undefined && asked > left - LEAST / 2) {
    return { kind: "late", limit: "asked", why: `the server asks to wait for ${asked} s` };
  }
  // Towards the end the pauses get shorter, so that the last try is not long before it.
  const own = Math.min(jittered(delayBefore(repeats, BACKOFF), random), left / 2);
  return { kind: "repeat", pause: Math.max(SHORTEST_PAUSE, asked ?? own), why };
}

function repeatable(error: unknown, effect: Effect): { readonly mayRepeat: boolean; readonly why: string } {
  if (error instanceof ConnectionError) {
    if (error.isLasting) return { mayRepeat: false, why: "the server cannot be reached this way" };
    if (error.sent === "no") return { mayRepeat: true, why: "it was not sent" };
    return unlessDone(effect);
  }
  if (!(error instanceof ApiError)) return { mayRepeat: false, why: "another try would end the same way" };
  if (error.status === 429) return { mayRepeat: true, why: "the server limits the rate of calls" };
  return isOutcomeUnknown(error)
    ? unlessDone(effect)
    : { mayRepeat: false, why: "the server has refused it" };
}

const unlessDone = (effect: Effect) =>
  effect === "once"
    ? { mayRepeat: false, why: "it may have been done, and must not be done twice" }
    : { mayRepeat: true, why: "it may be done again" };

const isOutage = (error: unknown) => error instanceof ConnectionError || isBusy(error);

const isBusy = (error: unknown): error is ApiError =>
  error instanceof ApiError && OUTAGES.includes(error.status);

/**
 * Whether a server says by an object of JSON that it cannot answer now. APIs do; a wrong address, such as a proxy without
 * the server behind it, answers with a page or plain text. Each process of a run has to learn it: what a preview
 * has seen does not reach its update.
 */
export const isBusyApi = (error: unknown): boolean =>
  isBusy(error) && typeof error.body === "object" && error.body !== null && !Array.isArray(error.body);

/** A growing delay. All times in seconds. */
export interface Backoff {
  first: number;
  factor: number;
  longest: number;
}

/** The delay before attempt `n` (0 is the first repeat), in seconds, without jitter. */
export function delayBefore(n: number, { first, factor, longest }: Backoff): number {
  return Math.min(longest, first * factor ** n);
}

/** Takes up to a quarter off, so that clients which failed together do not return together. */
export function jittered(seconds: number, random: () => number = Math.random): number {
  return seconds * (1 - random() / 4);
}
