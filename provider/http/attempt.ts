import type { CallSite } from "./errors";
import { type Deadline, milliseconds } from "./deadline";
import type { Dispatcher } from "undici";
import process from "node:process";
import { printable } from "../text/printable";

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

/** What limits one attempt of a call. */
export interface AttemptLimits {
  /** Seconds from the moment at which it is sent to the end of the answer's body. */
  readonly seconds: number;
  /** The most bytes of a good answer. */
  readonly bytes: number;
  /** Ends it early. */
  readonly signal?: AbortSignal | undefined;
}

/** An answer as it came. */
export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
  readonly bytes: number;
  /** Whether that is all of the body. */
  readonly isWhole: boolean;
}

/** The most bytes that are read of a refusal: its first words say why. */
const LARGEST_REFUSAL = 2 ** 18;

/** One attempt of a call: how far it has come, and what ends it. */
export class Attempt {
  /** Whether the call has begun to go out on a connection: from then on the server may act on it. */
  isSent = false;
  /** Whether it was ended because it took too long. */
  isLate = false;
  private readonly end = new AbortController();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly limits: AttemptLimits) {}

  /**
   * Sends the call and reads the answer.
   * @throws what undici throws, or what `signal` does; `isSent` and `isLate` say what that means
   */
  async run(
    send: (options: { dispatcher: Dispatcher; signal: AbortSignal }) => Promise<Dispatcher.ResponseData>,
    dispatcher: Dispatcher,
  ): Promise<Answer> {
    const { signal, bytes } = this.limits;
    const cut = () => this.end.abort();
    if (signal?.aborted === true) cut();
    else signal?.addEventListener("abort", cut, { once: true });
    try {
      const noting = dispatcher.compose(whenSent(() => this.begin()));
      const {
        statusCode: status,
        headers,
        body,
      } = await send({
        dispatcher: noting,
        signal: this.end.signal,
      });
      const read = await textOf(body, status < 300 ? bytes : LARGEST_REFUSAL);
      return { status, headers, ...read };
    } finally {
      clearTimeout(this.timer);
      signal?.removeEventListener("abort", cut);
    }
  }

  /** The time in which a call waits for a free connection does not count. */
  private begin(): void {
    this.isSent = true;
    this.timer = setTimeout(() => {
      this.isLate = true;
      this.end.abort();
    }, milliseconds(this.limits.seconds)).unref();
  }
}

/** Calls back when a connection is there and the call is about to be written to it. */
const whenSent =
  (begin: () => void): Dispatcher.DispatcherComposeInterceptor =>
  (dispatch) =>
  (options, handler) =>
    dispatch(options, {
      onRequestStart: (...args) => {
        begin();
        handler.onRequestStart?.(...args);
      },
      onRequestUpgrade: (...args) => handler.onRequestUpgrade?.(...args),
      onResponseStart: (...args) => handler.onResponseStart?.(...args),
      onResponseData: (...args) => handler.onResponseData?.(...args),
      onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
      onResponseError: (...args) => handler.onResponseError?.(...args),
    });

/** Up to so many bytes of a body as text. What is left over is not read, and its connection is closed. */
async function textOf(
  body: AsyncIterable<Buffer>,
  most: number,
): Promise<Pick<Answer, "text" | "bytes" | "isWhole">> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let isWhole = true;
  for await (const chunk of body) {
    isWhole = bytes + chunk.length <= most;
    if (!isWhole) break;
    bytes += chunk.length;
    chunks.push(chunk);
  }
  return { text: new TextDecoder().decode(Buffer.concat(chunks)), bytes, isWhole };
}

/** The variable that switches the log on, with the value `debug`. */
const LOG_VARIABLE = "PULUMI_SECURITY_GROUPS_LOG";

/** One attempt of a call, without headers, query and body: none of it is secret. */
export interface LoggedAttempt {
  readonly method: string;
  readonly path: string;
  /** The status of the answer, or why there was none. */
  readonly outcome: number | string;
  readonly milliseconds: number;
  /** 1 for the first. */
  readonly attempt: number;
  /** What the server calls the request, where it says. */
  readonly requestId?: string | undefined;
}

/** Prints an attempt to standard error if the log is on; the engine passes it on. */
export function logAttempt({ method, path, outcome, milliseconds, attempt, requestId }: LoggedAttempt): void {
  if (process.env[LOG_VARIABLE] !== "debug") return;
  const request = requestId === undefined ? "" : `, request ${requestId}`;
  const line = `${method} ${path}: ${outcome} after ${Math.round(milliseconds)} ms, try ${attempt}${request}`;
  process.stderr.write(`${printable(`pulumi-security-groups: ${line}`)}\n`);
}
