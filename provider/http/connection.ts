import { type CallSite, ConnectionError } from "./errors";
import type { EnvHttpProxyAgent } from "undici";
import { SecurityGroupsError } from "../errors";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { objectIn } from "../text/printable";

/** Errors of TLS, before a call was sent: what is wrong stays wrong until somebody changes it. */
const TLS_FAILURE = /CERT|^ERR_(SSL|TLS)_|^EPROTO$|^UNABLE_TO_(VERIFY|GET)|^HOSTNAME_MISMATCH$/;
/** A certificate by an authority that this machine does not know. */
const NO_AUTHORITY = /^UNABLE_TO_(VERIFY|GET)|SELF_SIGNED/;
/** OpenSSL's word for an answer that is not TLS. */
const NO_TLS = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|^EPROTO$/;

/** What undici says of arguments that it does not take, which are the same at the next try. */
const WRONG_ARGUMENT = "UND_ERR_INVALID_ARG";

/** What an answer that breaks the rules of HTTP is called by undici, mostly without a code. */
const NO_HTTP = /^(HPE_|HTTPParserError$|UND_ERR_RES_CONTENT_LENGTH_MISMATCH$|ERR_ASSERTION$)/;
/** What a system or undici says of a connection. */
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
