import { setTimeout as sleep } from "node:timers/promises";
import type { Dispatcher, EnvHttpProxyAgent } from "undici";
import { parsedJson, serverText, redactor } from "../text/printable";
import {
  agentFor,
  codeOf,
  connectionError,
  tlsWanted,
  wantsTls,
  userAgent,
  type Answer,
  Attempt,
  debugLog,
  logAttempt,
  type Call,
  type CallLimits,
  type Effect,
  type Reply,
  isPage,
} from "./attempt";
import { messageOf, SecurityGroupsError } from "../errors";
import { Deadline, milliseconds } from "./deadline";
import { ApiError, apiError, ConnectionError, ForeignAnswerError } from "./errors";
import { isBusyApi, verdictOn } from "./retry";

/** One attempt, as it will go out: what a signature is made over. */
export interface Outgoing {
  method: string;
  url: URL;
  body: string;
}

export interface TransportOptions {
  /** Origin and, where the API has one, a base path without a slash at its end. */
  baseUrl: string;
  /** The headers of one attempt. Called for every attempt, so that signatures and dates are fresh. */
  headers: (outgoing: Outgoing) => Record<string, string>;
  /** What a refusal says, in words. */
  reason: (body: unknown, headers: Reply["headers"], status: number) => string;
  /** Texts that must never show in an error. */
  secrets: readonly string[];
  /** Seconds from sending a call to the end of its answer, after which it counts as lost. */
  requestTimeout: number;
  /** Connections open at a time. */
  maxConnections: number;
  /** What counts for calls without a deadline of their own, such as lists for several operations. */
  shared?: SharedTime | undefined;
  /** @default the machine's */
  clock?: Clock;
}

/** A call that has failed transiently, and is tried again. All times in seconds. */
export interface RetryWait {
  /** Why, with the call. */
  readonly why: string;
  /** Since the first attempt began. */
  readonly elapsed: number;
  /** To the next attempt. */
  readonly pause: number;
  /** Until the operation is over. */
  readonly left: number;
}

/** The time of all operations that may wait for a call. */
export interface SharedTime {
  /** Seconds until the last of them is over; undefined where there is none. */
  readonly left: number | undefined;
  /** The most seconds for which one of them lets a call be tried again; undefined where there is none. */
  readonly patience: number | undefined;
  /** Called before each pause after which a call is retried. */
  waits(wait: RetryWait): void;
}

/** A clock, in seconds, and a pause by it. */
export interface Clock {
  now(): number;
  /** At most to the deadline. */
  pause(seconds: number, deadline: Deadline | undefined): Promise<void>;
}

const machine: Clock = {
  now: () => performance.now() / 1000,
  pause: (seconds, deadline) =>
    deadline === undefined ? sleep(milliseconds(seconds)) : deadline.pause(seconds),
};

/** Seconds for which calls of no operation are tried again, such as those of lookups and commands. */
const USUAL_PATIENCE = 60;

/** The variable with the most seconds for which any call is tried again, for tests of what fails. */
const PATIENCE_VARIABLE = "PULUMI_SECURITY_GROUPS_PATIENCE";

const MEGABYTE = 2 ** 20;
/** The most bytes of an answer: a page of a list may be large, what a write answers is one thing. */
const LARGEST: Readonly<Record<Effect, number>> = {
  none: 64 * MEGABYTE,
  repeatable: 16 * MEGABYTE,
  once: 16 * MEGABYTE,
};

/** A call, and how often and how long it has been tried. */
interface Repeated {
  /** Method and path, for the log. */
  readonly site: string;
  readonly effect: Effect;
  readonly limits: CallLimits;
  readonly repeats: number;
  readonly elapsed: number;
}

/** A write that has failed, how often it had been repeated before, and the seconds since it was first sent. */
export interface FailedWrite {
  readonly error: unknown;
  readonly repeats: number;
  readonly elapsed: number;
}

/** How an attempt has ended that no answer has come of. */
interface Unanswered {
  readonly attempt: Attempt;
  readonly cause: unknown;
  readonly limits: CallLimits;
  /** Whether the operation ended it. */
  readonly isCut: boolean;
}

/**
 * HTTP with JSON bodies for one API: connections, timeouts and the one retry loop.
 * 401, 403 and redirects are final. `Retry-After` is honoured.
 */
export class Transport {
  private readonly redact: (text: string) => string;
  private dispatcher: Dispatcher | undefined;
  /** Whether the server has given a good answer, or said as an API does that it is busy: then it is the right one. */
  private isServerKnown = false;

  constructor(private readonly options: TransportOptions) {
    this.redact = redactor(options.secrets);
  }

  /**
   * Sends a call until it succeeds, is refused for good, or has been tried for long enough, see `retry.ts`.
   * @throws {ApiError} for a status of 300 or more, or a body that is not JSON
   * @throws {ConnectionError} where no answer came
   * @throws {DeadlineError} where the operation ran out of its time
   */
  async send(call: Call, limits: CallLimits = {}): Promise<Reply> {
    const { deadline } = limits;
    const { clock = machine } = this.options;
    const site = `${call.method} ${call.path}`;
    const begun = clock.now();
    for (let repeats = 0; ; repeats += 1) {
      if (call.effect !== "none") deadline?.requireTimeToWrite(site);
      else if (deadline?.isOver === true) throw deadline.error(site);
      try {
        const reply = await this.attempt(call, limits, repeats + 1);
        this.isServerKnown = true;
        return reply;
      } catch (error) {
        this.isServerKnown ||= isBusyApi(error);
        const pause = this.pauseAfter(error, {
          site,
          effect: call.effect,
          limits,
          repeats,
          elapsed: clock.now() - begun,
        });
        await clock.pause(pause, deadline);
      }
    }
  }

  /**
   * Waits until a write is due again that has failed, and has surely had no effect, by the same rules as `send`.
   * @throws what it has failed with, where there is no further attempt
   */
  async beforeRepeat(failed: FailedWrite, limits: CallLimits): Promise<void> {
    const { clock = machine } = this.options;
    const pause = this.pauseAfter(failed.error, { site: "a write", effect: "repeatable", limits, ...failed });
    await clock.pause(pause, limits.deadline);
  }

  /** @throws {SecurityGroupsError} where there is no further attempt */
  private pauseAfter(error: unknown, { site, effect, limits, repeats, elapsed }: Repeated): number {
    const { deadline } = limits;
    const { isServerKnown } = this;
    const { shared } = this.options;
    const usual = deadline === undefined ? (shared?.patience ?? USUAL_PATIENCE) : Number.POSITIVE_INFINITY;
    const { patience = usual } = limits;
    const left = deadline?.left ?? shared?.left ?? Number.POSITIVE_INFINITY;
    const most = Math.min(patience, Number(process.env[PATIENCE_VARIABLE] ?? Number.POSITIVE_INFINITY));
    const verdict = verdictOn({ error, effect, repeats, elapsed, isServerKnown, left, patience: most });
    const { why } = verdict;
    if (verdict.kind === "repeat") {
      const { pause } = verdict;
      debugLog(`${site} is tried again in ${pause.toFixed(1)} s: ${why}`);
      shared?.waits({ why: messageOf(error), elapsed, pause, left: Math.min(left, most - elapsed) });
      return pause;
    }
    debugLog(`${site} is not tried again: ${why}`);
    if (verdict.kind === "final" || !(error instanceof SecurityGroupsError)) throw error;
    if (verdict.limit === "asked" && error instanceof ApiError) throw tooLongAWait(error);
    throw verdict.limit === "end" && deadline !== undefined ? deadline.error(messageOf(error), error) : error;
  }

  private async attempt(call: Call, limits: CallLimits, number: number): Promise<Reply> {
    const url = this.urlOf(call);
    const { method } = call;
    const body = call.body === undefined ? "" : JSON.stringify(call.body);
    const headers = { "user-agent": userAgent(), ...this.options.headers({ method, url, body }) };
    // Loaded with the first call: programs, and previews that ask nothing, start faster without.
    const { EnvHttpProxyAgent, request } = await import("undici");
    const dispatcher = (this.dispatcher ??= agentFor(EnvHttpProxyAgent, this.limits()));
    const { signal, release } = endOf(call, limits);
    const attempt = new Attempt({
      seconds: this.options.requestTimeout,
      bytes: LARGEST[call.effect],
      signal,
    });
    const begun = performance.now();
    const log = (outcome: number | string, requestId?: string) => {
      const milliseconds = performance.now() - begun;
      logAttempt({ method, path: url.pathname, outcome, milliseconds, attempt: number, requestId });
    };
    try {
      const answer = await attempt.run(
        (options) => request(url, { ...options, method, headers, ...(body === "" ? {} : { body }) }),
        dispatcher,
      );
      log(answer.status, answer.headers["x-request-id"]?.toString());
      return this.accept(call, url, answer);
    } catch (error) {
      if (error instanceof SecurityGroupsError) throw error;
      log(codeOf(error));
      throw this.unanswered(call, url, { attempt, cause: error, limits, isCut: signal?.aborted === true });
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
      // An attempt ends as a whole, see `Attempt`.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
  }

  /** The error of an attempt that no answer has come of. A write may have taken effect all the same. */
  private unanswered(
    call: Call,
    url: URL,
    { attempt, cause, limits: { deadline }, isCut }: Unanswered,
  ): Error {
    const { isSent, isLate } = attempt;
    if (!isLate && !isCut) return connectionError(call, url, { cause, isSent }, this.redact);
    if (isCut && call.effect === "none" && deadline?.isOver === true)
      return deadline.error(`${call.method} ${call.path}: no answer from ${url.origin}`);
    const time = isCut ? "the time it had" : `${this.options.requestTimeout} s`;
    const what = `no whole answer from ${url.origin} within ${time}`;
    return new ConnectionError(call, isSent ? "maybe" : "no", what, { cause });
  }

  private urlOf({ path, query = {} }: Call): URL {
    const url = new URL(this.options.baseUrl + path);
    for (const [key, value] of Object.entries(query)) {
      for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(key, String(one));
    }
    return url;
  }

  private accept(call: Call, url: URL, { status, headers, text, bytes, isWhole }: Answer): Reply {
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
    if (!isWhole) {
      const what = `${url.origin} answers with more than ${LARGEST[call.effect] / MEGABYTE} MB, which is not read`;
      throw new ConnectionError(call, "maybe", what, { isLasting: true });
    }
    if (isPage(text)) {
      throw new ForeignAnswerError(call, status, `${url.origin} answers with a web page`, text);
    }
    if (text.trim() !== "" && body === undefined) {
      throw apiError(call, status, "the answer is not JSON: is this the address of the API?", text);
    }
    return { status, headers, body, bytes };
  }

  private refused(call: Call, status: number, text: string, headers: Reply["headers"]): ApiError {
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

const tooLongAWait = ({ call, status, reason, body, retryAfter: asked = 0 }: ApiError) =>
  apiError(
    call,
    status,
    `${reason}, and the server asks to wait ${Math.ceil(asked)} s, which is longer than this may take`,
    body,
    asked,
  );

function retryAfter(header: string | string[] | undefined): number | undefined {
  if (typeof header !== "string") return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}
