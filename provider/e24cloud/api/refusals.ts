import { SecurityGroupsError } from "../../errors";
import { ApiError, AuthenticationError, type CallSite } from "../../http/errors";
import { isPage, type Reply } from "../../http/attempt";

/** The server answered that it did not do it: `success: false` with status 200. */
export class RefusedError extends SecurityGroupsError {
  override readonly name = "RefusedError";

  constructor(
    readonly call: CallSite,
    readonly reason: string,
  ) {
    super(`${call.method} ${call.path}: refused: ${reason}`);
  }
}

/** Whether the server refused this very call: surely did not act, and would not if it were asked again. */
export function isRefusal(error: unknown): boolean {
  if (error instanceof RefusedError) return true;
  if (error instanceof AuthenticationError) return false;
  return error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
}

/**
 * Whether a read may have failed only because this server has no such way to read: nothing found, refused,
 * or an answer that is none. A wrong key is final if the server reports it.
 */
export function mayBeNoSuchRoute(error: unknown): boolean {
  return isRefusal(error) || (error instanceof ApiError && error.status < 300);
}

/** Seconds; smaller differences between two clocks are everyday. */
const TOLERATED_SKEW = 30;

/**
 * What a refusal says. The documentation shows no error at all, so any likely field is taken; and since a call with
 * a date too far off is refused like one with a wrong key, a difference of clocks is always reported. A server that fails or
 * is asked too often, or a page in the place of an answer, says nothing of keys.
 */
export function reasonOf(body: unknown, headers: Reply["headers"], status: number, now = Date.now()): string {
  const reason = saidIn(body);
  if (status >= 500 || isPage(body)) return reason ?? OUTAGE;
  if (status === 429) return reason ?? TOO_MANY;
  const said = reason ?? "no reason given; the key, the secret or the id may be wrong";
  const date = Date.parse(String(headers["date"] ?? ""));
  const skew = Math.round((now - date) / 1000);
  if (Number.isNaN(skew) || Math.abs(skew) < TOLERATED_SKEW) return said;
  const direction = skew > 0 ? "ahead of" : "behind";
  return `${said} (the clock of this machine is ${Math.abs(skew)} s ${direction} the server's, and calls signed with a wrong time are refused: set the clock)`;
}

const TOO_MANY = "too many calls";
const OUTAGE = "the service is not working, or something else answers in its place; try again later";

function saidIn(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const fields: Record<string, unknown> = { ...body };
  const said = ["error", "message", "errors", "reason", "code"]
    .map((field) => fields[field])
    .filter((value) => value !== undefined && value !== null && value !== "")
    .map((value) => (typeof value === "string" ? value : JSON.stringify(value)));
  return said.length > 0 ? said.join("; ") : undefined;
}
