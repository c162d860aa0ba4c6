import { setTimeout as sleep } from "node:timers/promises";
import { EnvHttpProxyAgent, request } from "undici";
import { delayBefore, jittered } from "./backoff";
import { ApiError, apiError, type CallSite, ConnectionError, isAnswerLost } from "../errors";
import { redactor } from "../text/redact";

/**
 * What may be repeated after a failure.
 * - `always`: reads, and writes that do the same however often they are sent.
 * - `if-refused`: creates and adds: only when the server surely did not act.
 */
export type Repeat = "always" | "if-refused";

export interface Call extends CallSite {
  /** Appended to the path; a list repeats its key. */
  query?: Record<string, string | number | readonly string[]>;
  /** Sent as JSON, serialised once. */
  body?: unknown;
  repeat: Repeat;
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

export interface TransportOptions {
  /** Origin and, where the API has one, a base path without a slash at its end. */
  baseUrl: string;
  /** The headers of one attempt. Called anew for every attempt, so that signatures and dates are fresh. */
  headers: (attempt: Attempt) => Record<string, string>;
  /** What a refusal says, in words. */
  reason: (body: unknown, headers: Reply["headers"]) => string;
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
/** Errors of a connection that never came about: the server cannot have seen the call. */
const NEVER_SENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/**
 * HTTP with JSON bodies for one API: connections, timeouts and the one retry loop.
 * 401, 403 and redirects are final. `Retry-After` is honoured.
 */
export class Transport {
  private readonly agent: EnvHttpProxyAgent;
  private readonly redact: (text: string) => string;

  constructor(private readonly options: TransportOptions) {
    this.redact = redactor(options.secrets);
    this.agent = new EnvHttpProxyAgent({
      connections: options.maxConnections,
      connect: { timeout: options.requestTimeout * 1000 },
      headersTimeout: options.requestTimeout * 1000,
      bodyTimeout: options.requestTimeout * 1000,
    });
  }

  /**
   * Sends a call until it succeeds, is refused for good or the retries are used up.
   * @throws {ApiError} for a status of 300 or more, or a body that is no JSON
   * @throws {ConnectionError} where no answer came
   */
  async send(call: Call): Promise<Reply> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.attempt(call);
      } catch (error) {
        const pause =
          attempt < this.options.maxRetries ? pauseBeforeRepeat(error, call.repeat, attempt) : undefined;
        if (pause === undefined) throw error;
        await sleep(pause * 1000);
      }
    }
  }

  private async attempt(call: Call): Promise<Reply> {
    const url = this.urlOf(call);
    const body = call.body === undefined ? "" : JSON.stringify(call.body);
    try {
      const response = await request(url, {
        dispatcher: this.agent,
        method: call.method,
        headers: { ...this.options.headers({ method: call.method, url, body }) },
        ...(body === "" ? {} : { body }),
      });
      return this.accept(call, response.statusCode, response.headers, await response.body.text());
    } catch (error) {
      throw isConnectionFailure(error) ? this.connectionError(call, url, error) : error;
    }
  }

  private urlOf({ path, query = {} }: Call): URL {
    const url = new URL(this.options.baseUrl + path);
    for (const [key, value] of Object.entries(query)) {
      for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(key, String(one));
    }
    return url;
  }

  private accept(call: CallSite, status: number, headers: Reply["headers"], text: string): Reply {
    const body = parseJson(text);
    if (status >= 400) throw this.refused(call, status, body ?? text, headers);
    if (status >= 300) {
      const target = String(headers.location ?? "another address").replace(/[?#].*$/, "");
      throw apiError(
        call,
        status,
        this.redact(`the server redirects to ${target}; set the API's own address`),
      );
    }
    if (text.trim() !== "" && body === undefined) {
      throw apiError(call, status, "the answer is no JSON: is this the address of the API?", text);
    }
    return { status, headers, body };
  }

  private refused(call: CallSite, status: number, body: unknown, headers: Reply["headers"]): ApiError {
    const reason = this.redact(this.options.reason(body, headers));
    return apiError(call, status, reason, body, retryAfter(headers["retry-after"]));
  }

  private connectionError(call: CallSite, url: URL, error: ConnectionFailure): ConnectionError {
    const { code } = error;
    const sent = NEVER_SENT.has(code) || code.includes("CERT") ? "no" : "maybe";
    const what = sent === "no" ? `cannot reach ${url.origin}` : `no answer from ${url.origin}`;
    return new ConnectionError(call, sent, this.redact(`${what} (${error.message || code})`), {
      cause: error,
    });
  }
}

/** What node and undici throw: errors with a text for a code. */
interface ConnectionFailure {
  code: string;
  message: string;
}

function isConnectionFailure(error: unknown): error is ConnectionFailure {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string";
}

function pauseBeforeRepeat(error: unknown, repeat: Repeat, attempt: number): number | undefined {
  if (!mayRepeat(error, repeat)) return undefined;
  const asked = error instanceof ApiError ? error.retryAfter : undefined;
  if (asked !== undefined) return asked > LONGEST_RETRY_AFTER ? undefined : asked;
  return jittered(delayBefore(attempt, BACKOFF));
}

function mayRepeat(error: unknown, repeat: Repeat): boolean {
  if (error instanceof ConnectionError) return repeat === "always" || error.sent === "no";
  if (!(error instanceof ApiError)) return false;
  return error.status === 429 || (repeat === "always" && isAnswerLost(error));
}

function retryAfter(header: string | string[] | undefined): number | undefined {
  if (typeof header !== "string") return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
