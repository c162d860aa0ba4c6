import { SecurityGroupsError } from "../errors";
import process from "node:process";

/** Where a call went; never its headers, so never a credential. */
export interface CallSite {
  method: string;
  path: string;
}

/** The server answered and refused, or answered with something unusable. */
export class ApiError extends SecurityGroupsError {
  override readonly name: string = "ApiError";

  constructor(
    readonly call: CallSite,
    /** The HTTP status. Not named `code`: Pulumi's host takes a numeric `code` for a gRPC one. */
    readonly status: number,
    /** What the server said, in words. */
    readonly reason: string,
    /** The parsed body, or its text if it is not JSON. */
    readonly body?: unknown,
    /** Seconds that the server asked to wait before the next try. */
    readonly retryAfter?: number,
  ) {
    super(`${call.method} ${call.path}: ${status} ${reason}`);
  }
}

/** Whether the server has asked to wait before the next try. */
export const asksToWait = (error: unknown): boolean =>
  error instanceof ApiError && (error.retryAfter ?? 0) > 0;

/** Something else answered in the place of the API: what it says means nothing. */
export class ForeignAnswerError extends ApiError {
  override readonly name = "ForeignAnswerError";
}

/** 401 and 403: final, repeating does not help. */
export class AuthenticationError extends ApiError {
  override readonly name = "AuthenticationError";
}

/** 404: the thing does not exist, or may not be seen. */
export class NotFoundError extends ApiError {
  override readonly name = "NotFoundError";
}

/** 409: the thing is in a state that forbids the call. */
export class ConflictError extends ApiError {
  override readonly name = "ConflictError";
}

/** No usable answer came. `sent`: whether the server can have acted on the call. */
export class ConnectionError extends SecurityGroupsError {
  override readonly name = "ConnectionError";
  /** Whether another try would end the same way, such as one that meets a wrong certificate. */
  readonly isLasting: boolean;

  constructor(
    readonly call: CallSite,
    readonly sent: "no" | "maybe",
    reason: string,
    options?: { cause?: unknown; isLasting?: boolean },
  ) {
    super(`${call.method} ${call.path}: ${reason}`, options);
    this.isLasting = options?.isLasting === true;
  }
}

/** The error for an HTTP status of 300 or more. */
export function apiError(...args: ConstructorParameters<typeof ApiError>): ApiError {
  const [, status] = args;
  if (status === 401 || status === 403) return new AuthenticationError(...args);
  if (status === 404) return new NotFoundError(...args);
  if (status === 409) return new ConflictError(...args);
  return new ApiError(...args);
}

/** True where the call may have taken effect although there was no good answer: it must not be repeated blindly. */
export function isOutcomeUnknown(error: unknown): boolean {
  if (error instanceof ConnectionError) return error.sent === "maybe";
  return error instanceof ApiError && (error.status >= 500 || error.status < 300);
}

/** Whether a call failed on which the server has certainly not acted. */
export function isRefused(error: unknown): boolean {
  if (error instanceof ConnectionError || error instanceof ApiError) return !isOutcomeUnknown(error);
  return error instanceof Error && isRefused(error.cause);
}

/** Whether the same call may work the next time, with nothing changed. */
export function isTransient(error: unknown): boolean {
  if (error instanceof ConnectionError) return !error.isLasting;
  if (error instanceof ForeignAnswerError) return false;
  return isOutcomeUnknown(error) || (error instanceof ApiError && error.status === 429);
}

/** The answer, or undefined for 404: it does not exist, or may not be seen. */
export async function undefinedIfNotFound<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/** The warning where certificates are not verified; undefined where Node.js verifies them. */
export function unverifiedText(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env["NODE_TLS_REJECT_UNAUTHORIZED"] !== "0") return undefined;
  return (
    "NODE_TLS_REJECT_UNAUTHORIZED=0 switches off the verification of certificates: an attacker between this machine and the " +
    "server can read the token and change what is sent. Unset it. For a certificate of your own authority, set " +
    "NODE_EXTRA_CA_CERTS to the file of the authority's certificate."
  );
}
