import { type CallSite, ConnectionError } from "./errors";
import type { EnvHttpProxyAgent, Dispatcher } from "undici";
import { SecurityGroupsError } from "../errors";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { objectIn, printable } from "../text/printable";
import { type Deadline, milliseconds } from "./deadline";
import process from "node:process";

/** Errors of TLS, before a call was sent: what is wrong stays wrong until somebody changes it. */
const TLS_FAILURE = /CERT|^ERR_(SSL|TLS)_|^EPROTO$|^UNABLE_TO_(VERIFY|GET)|^HOSTNAME_MISMATCH$/;
/** A certificate by an authority that this machine does not know. */
const NO_AUTHORITY = /^UNABLE_TO_(VERIFY|GET)|SELF_SIGNED/;
/** OpenSSL's word for an answer that is not TLS. */
const NO_TLS = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|^EPROTO$/;

/** What undici says about arguments that it does not take, which are the same at the next try. */
const WRONG_ARGUMENT = "UND_ERR_INVALID_ARG";

/** What an answer that breaks the rules of HTTP is called by undici, mostly without a code. */
const NO_HTTP = /^(HPE_|HTTPParserError$|UND_ERR_RES_CONTENT_LENGTH_MISMATCH$|ERR_ASSERTION$)/;
/** What a system or undici says about a connection. */
const OF_A_CONNECTION = /^(E[A-Z]|UND_ERR_)/;

/** The code of what node and undici throw, or its name where it has none. */
export const codeOf = (error: unknown): string => textIn(error, "code") ?? textIn(error, "name") ?? "unknown";

/** Not asked with `instanceof Error`: an error may come from another realm, as in jest. */
function textIn(error: unknown, field: "code" | "name" | "message"): string | undefined {
  const value: unknown = Reflect.get(Object(error) as object, field);
  return typeof value === "string" ? value : undefined;
}

/**
 * What it means for a call that it has ended without an answer, in words; texts that must not show are taken out by
 * `redact`. Whether the server may have acted depends on nothing but whether the call was sent.
 */
export function connectionError(
  call: CallSite,
  url: URL,
  { cause, isSent }: { cause: unknown; isSent: boolean },
  redact: (text: string) => string,
): ConnectionError {
  const code = codeOf(cause);
  const isTls = !isSent && TLS_FAILURE.test(code);
  const what = isSent ? `no answer from ${url.origin}` : `cannot reach ${url.origin}`;
  const why = isTls ? tlsText(url, code) : plainText(url, code, textIn(cause, "message") ?? "");
  const isLasting = isTls || code === WRONG_ARGUMENT;
  return new ConnectionError(call, isSent ? "maybe" : "no", redact(`${what} (${why})`), { cause, isLasting });
}

function tlsText(url: URL, code: string): string {
  if (NO_AUTHORITY.test(code)) {
    return `${code}: the certificate of the server is from an unknown authority; if you trust it, set NODE_EXTRA_CA_CERTS to the file with the authority's certificate`;
  }
  if (!NO_TLS.test(code)) return `the certificate or TLS set-up of the server is not accepted: ${code}`;
  return `${code}: the server does not speak https at ${url.host}; if it speaks http, write http://${url.host}`;
}

/** How a server ends a connection that is not TLS, with or without a word of TLS. */
const ENDED_AT_ONCE = /^(UND_ERR_SOCKET|ECONNRESET)$/;

function plainText({ protocol, host }: URL, code: string, message: string): string {
  const what = wordsFor(code, message);
  const isPerhapsTls = protocol === "http:" && (NO_HTTP.test(code) || ENDED_AT_ONCE.test(code));
  return isPerhapsTls ? `${what}; if the server speaks https at ${host}, write https://${host}` : what;
}

function wordsFor(code: string, message: string): string {
  if (NO_HTTP.test(code)) return "what it sends is not HTTP";
  if (!OF_A_CONNECTION.test(code)) return "what it sends cannot be read";
  return PLAIN[code] ?? (message || code);
}

/** Words for what undici says in its own. */
const PLAIN: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: "no connection in time",
  UND_ERR_HEADERS_OVERFLOW: "the headers of the answer are too long",
};

/** Whether an answer is what servers say to http at a port for https. */
export const wantsTls = (text: string) => /plain HTTP|HTTP request to an HTTPS server/i.test(text);

/** The error of a call by http to a server that speaks https. */
export const tlsWanted = (call: CallSite, { host }: URL) =>
  new ConnectionError(call, "no", `the server speaks https at ${host}: write https://${host}`, {
    isLasting: true,
  });

const VARIABLES = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"];

/**
 * The connections of a transport, through the proxies that the environment names.
 * @throws {SecurityGroupsError} if one of them is not an address
 */
export function agentFor(
  Agent: typeof EnvHttpProxyAgent,
  options: EnvHttpProxyAgent.Options,
): EnvHttpProxyAgent {
  const wrong = VARIABLES.filter((name) => !isAddress(process.env[name]));
  if (wrong.length === 0) return new Agent(options);
  // Its value may hold a password.
  throw new SecurityGroupsError(
    `${wrong.join(", ")} is not the address of a proxy: write it with http:// or https://, such as http://proxy.example.com:3128, ` +
      "or leave the variable out",
  );
}

function isAddress(value: string | undefined): boolean {
  if (value === undefined || value === "") return true;
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

const NAME = "pulumi-security-groups";

let version: string | undefined;

/** For code that runs without the package's own package.json next to it, such as the native plugin. */
export function useVersion(known: string): void {
  version = known;
}

/** What servers see of us in each request: `pulumi-security-groups/1.2.3`. */
export function userAgent(): string {
  version ??= versionAbove(__dirname);
  return version === "" ? NAME : `${NAME}/${version}`;
}

/** The version in the package.json of this package, which is in a folder above; empty where there is none. */
function versionAbove(folder: string): string {
  const fields = manifestIn(folder);
  if (fields?.["name"] === NAME) return typeof fields["version"] === "string" ? fields["version"] : "";
  const above = dirname(folder);
  return above === folder ? "" : versionAbove(above);
}

function manifestIn(folder: string): Record<string, unknown> | undefined {
  try {
    return objectIn(readFileSync(join(folder, "package.json"), "utf8"));
  } catch {
    return undefined;
  }
}

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
   * Seconds for which a call that fails transiently is tried again; 0 is one try.
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

/** An answer as received. */
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

/** Calls back when a connection is open and the call will be written to it next. */
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

/** The first bytes of a body as text, up to a limit. The rest is not read, and its connection is closed. */
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

/** Prints an attempt, see `debugLog`. */
export function logAttempt({ method, path, outcome, milliseconds, attempt, requestId }: LoggedAttempt): void {
  const request = requestId === undefined ? "" : `, request ${requestId}`;
  const line = `${method} ${path}: ${outcome} after ${Math.round(milliseconds)} ms, try ${attempt}${request}`;
  debugLog(line);
}

/** Prints a line to standard error if the log is on; the engine passes it on. It must contain nothing secret. */
export function debugLog(line: string): void {
  if (process.env[LOG_VARIABLE] !== "debug") return;
  process.stderr.write(`${printable(`pulumi-security-groups: ${line}`)}\n`);
}
