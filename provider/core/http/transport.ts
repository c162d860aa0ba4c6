import { setTimeout as sleep } from "node:timers/promises";
import type { Dispatcher, EnvHttpProxyAgent } from "undici";
import { parsedJson } from "../text/json";
import { redactor } from "../text/redact";
import { serverText } from "../text/server-text";
import { delayBefore, jittered } from "./backoff";
import { connectionError, isConnectionFailure, tlsWanted, wantsTls } from "./connection";
import { messageOf } from "../errors";
import { Deadline } from "./deadline";
import { logAttempt } from "./debug-log";
import {
  ApiError,
  apiError,
  type CallSite,
  ConnectionError,
  ForeignAnswerError,
  isAnswerLost,
} from "./errors";
import { isPage } from "./page";
import { userAgent } from "./user-agent";

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
  /** Repeats after the first attempt. @default the setting `maxRetries` */
  retries?: number | undefined;
  /** Seconds for one attempt as a whole. @default only `requestTimeout` counts, for each phase of it */
  timeout?: number | undefined;
}

/** One attempt, as it will go out: what a signature is made over. */
export interface Attempt {
  method: string;
  url: URL;
  body: string;
}

export interface Reply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** The parsed JSON; undefined for an empty body. */
  body: unknown;
}

/** An answer as it came. */
interface Answer {
  readonly status: number;
  readonly headers: Reply["headers"];
  readonly text: string;
}

export interface TransportOptions {
  /** Origin and, where the API has one, a base path without a slash at its end. */
  baseUrl: string;
  /** The headers of one attempt. Called anew for every attempt, so that signatures and dates are fresh. */
  headers: (attempt: Attempt) => Record<string, string>;
  /** What a refusal says, in words. */
  reason: (body: unknown, headers: Reply["headers"], status: number) => string;
  /** Texts that must never show in an error. */
  secrets: readonly string[];
  /** Seconds without an answer before a call counts as lost. */
  requestTimeout: number;
  /** Repeats after the first attempt. */
  maxRetries: number;
  /** Connections open at a time. */
  maxConnections: number;
}

const BACKOFF = { first: 0.5, factor: 2, longest: 8 };
/** Seconds; a server that asks for more patience than this is treated as failing. */
const LONGEST_RETRY_AFTER = 60;
/** Seconds. */
const SHORTEST_PAUSE = 0.1;

/**
 * HTTP with JSON bodies for one API: connections, timeouts and the one retry loop.
 * 401, 403 and redirects are final. `Retry-After` is honoured.
 */
export class Transport {
  private readonly redact: (text: string) => string;
  private dispatcher: Dispatcher | undefined;

  constructor(private readonly options: TransportOptions) {
    this.redact = redactor(options.secrets);
  }

  /**
   * Sends a call until it succeeds, is refused for good or the retries are used up.
   * @throws {ApiError} for a status of 300 or more, or a body that is no JSON
   * @throws {ConnectionError} where no answer came
   * @throws {DeadlineError} where the operation ran out of its time
   */
  async send(call: Call, limits: CallLimits = {}): Promise<Reply> {
    const { deadline, retries = this.options.maxRetries } = limits;
    const site = `${call.method} ${call.path}`;
    for (let attempt = 0; ; attempt += 1) {
      if (call.effect !== "none") deadline?.requireTimeToWrite(site);
      else if (deadline?.isOver === true) throw deadline.error(site);
      try {
        return await this.attempt(call, limits, attempt + 1);
      } catch (error) {
        const pause = attempt < retries ? pauseBeforeRepeat(error, call.effect, attempt) : undefined;
        if (pause === undefined) throw error;
        if (deadline === undefined) await sleep(pause * 1000);
        else if (pause >= deadline.left) throw deadline.error(messageOf(error), error);
        else await deadline.pause(pause);
      }
    }
  }

  private async attempt(call: Call, limits: CallLimits, attempt: number): Promise<Reply> {
    const url = this.urlOf(call);
    const body = call.body === undefined ? "" : JSON.stringify(call.body);
    const { signal, release } = endOf(call, limits);
    // Loaded with the first call: programs, and previews that ask nothing, start faster without.
    const { EnvHttpProxyAgent, request } = await import("undici");
    const begun = performance.now();
    const log = (outcome: number | string, requestId?: string) => {
      const milliseconds = performance.now() - begun;
      logAttempt({ method: call.method, path: url.pathname, outcome, milliseconds, attempt, requestId });
    };
    try {
      const response = await request(url, {
        dispatcher: (this.dispatcher ??= new EnvHttpProxyAgent(this.limits())),
        method: call.method,
        headers: { "user-agent": userAgent(), ...this.options.headers({ method: call.method, url, body }) },
        ...(body === "" ? {} : { body }),
        ...(signal === undefined ? {} : { signal }),
      });
      const { statusCode, headers } = response;
      const text = await response.body.text();
      log(statusCode, headers["x-request-id"]?.toString());
      return this.accept(call, url, { status: statusCode, headers, text });
    } catch (error) {
      if (isConnectionFailure(error)) log(error.code);
      if (signal?.aborted === true) throw this.cutShort(call, url, limits);
      throw isConnectionFailure(error) ? connectionError(call, url, error, this.redact) : error;
    } finally {
      release?.();
    }
  }

  private limits(): EnvHttpProxyAgent.Options {
    const { maxConnections, requestTimeout } = this.options;
    const timeout = requestTimeout * 1000;
    return {
      connections: maxConnections,
      connect: { timeout },
      headersTimeout: timeout,
      bodyTimeout: timeout,
    };
  }

  /** The error of an attempt that was ended from here. A write may have taken effect all the same. */
  private cutShort(call: Call, url: URL, { deadline }: CallLimits): Error {
    const what = `no answer from ${url.origin}`;
    if (call.effect !== "none") return new ConnectionError(call, "maybe", `${what} within the time it had`);
    if (deadline?.isOver === true) return deadline.error(`${call.method} ${call.path}: ${what}`);
    return new ConnectionError(call, "maybe", what);
  }

  private urlOf({ path, query = {} }: Call): URL {
    const url = new URL(this.options.baseUrl + path);
    for (const [key, value] of Object.entries(query)) {
      for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(key, String(one));
    }
    return url;
  }

  private accept(call: CallSite, url: URL, { status, headers, text }: Answer): Reply {
    const body = parsedJson(text);
    if (status === 400 && wantsTls(text)) throw tlsWanted(call, url);
    if (status >= 400) throw this.refused(call, status, this.redact(text), headers);
    if (status >= 300) {
      const target = String(headers.location ?? "another address").replace(/[?#].*$/s, "");
      throw apiError(
        call,
        status,
        `the server redirects to ${serverText(this.redact(target))}; set the API's own address`,
      );
    }
    if (isPage(text)) {
      throw new ForeignAnswerError(call, status, `${url.origin} answers with a web page`, text);
    }
    if (text.trim() !== "" && body === undefined) {
      throw apiError(call, status, "the answer is not JSON: is this the address of the API?", text);
    }
    return { status, headers, body };
  }

  private refused(call: CallSite, status: number, text: string, headers: Reply["headers"]): ApiError {
    const body = parsedJson(text) ?? text;
    const reason = serverText(this.options.reason(body, headers, status));
    return apiError(call, status, reason, body, retryAfter(headers["retry-after"]));
  }
}

/** What ends an attempt before the server answers, if anything does. */
function endOf(
  { effect }: Call,
  { deadline, timeout }: CallLimits,
): { signal?: AbortSignal | undefined; release?: () => void } {
  const signal = effect === "none" ? deadline?.signal : deadline?.writeSignal;
  if (timeout === undefined) return { signal };
  const own = new Deadline(timeout, signal);
  return { signal: own.signal, release: () => own.release() };
}

function pauseBeforeRepeat(error: unknown, effect: Effect, attempt: number): number | undefined {
  if (!mayRepeat(error, effect)) return undefined;
  const pause = jittered(delayBefore(attempt, BACKOFF));
  const asked = error instanceof ApiError ? error.retryAfter : undefined;
  if (asked === undefined) return pause;
  // A server that asks for no pause at all must not be asked in a tight loop.
  return asked > LONGEST_RETRY_AFTER ? undefined : Math.max(asked, SHORTEST_PAUSE);
}

function mayRepeat(error: unknown, effect: Effect): boolean {
  if (error instanceof ConnectionError && error.isLasting) return false;
  if (error instanceof ConnectionError) return effect !== "once" || error.sent === "no";
  if (!(error instanceof ApiError)) return false;
  return error.status === 429 || (effect !== "once" && isAnswerLost(error));
}

function retryAfter(header: string | string[] | undefined): number | undefined {
  if (typeof header !== "string") return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}
