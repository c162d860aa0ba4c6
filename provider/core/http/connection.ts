import { type CallSite, ConnectionError } from "./errors";

/** Errors of a connection that never came about: the server cannot have seen the call. */
const NEVER_SENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Errors of TLS, before a call was sent: what is wrong stays wrong until somebody changes it. */
const TLS_FAILURE = /CERT|^ERR_(SSL|TLS)_|^EPROTO$|^UNABLE_TO_(VERIFY|GET)|^HOSTNAME_MISMATCH$/;
/** A certificate by an authority that this machine does not know. */
const NO_AUTHORITY = /^UNABLE_TO_(VERIFY|GET)|SELF_SIGNED/;
/** OpenSSL's word for an answer that is not TLS. */
const NO_TLS = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|^EPROTO$/;

/** What node and undici throw: errors with a text for a code. */
export interface ConnectionFailure {
  code: string;
  message: string;
}

export function isConnectionFailure(error: unknown): error is ConnectionFailure {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string";
}

/** What a failed connection means for a call, in words; texts that must not show are taken out by `redact`. */
export function connectionError(
  call: CallSite,
  url: URL,
  error: ConnectionFailure,
  redact: (text: string) => string,
): ConnectionError {
  const { code } = error;
  const isTls = TLS_FAILURE.test(code);
  const sent = NEVER_SENT.has(code) || isTls ? "no" : "maybe";
  const what = sent === "no" ? `cannot reach ${url.origin}` : `no answer from ${url.origin}`;
  const why = isTls ? tlsText(url, code) : plainText(url, error);
  return new ConnectionError(call, sent, redact(`${what} (${why})`), { cause: error, isLasting: isTls });
}

function tlsText(url: URL, code: string): string {
  if (NO_AUTHORITY.test(code)) {
    return `${code}: the certificate of the server is by an authority that is not known here; where you trust it, set NODE_EXTRA_CA_CERTS to the file of the authority's certificate`;
  }
  if (!NO_TLS.test(code)) return `the certificate or TLS set-up of the server is not accepted: ${code}`;
  return `${code}: the server does not speak https at ${url.host}; if it speaks http, write http://${url.host}`;
}

/** How a server ends a connection that is not TLS, with or without a word of TLS. */
const ENDED_AT_ONCE = /^(UND_ERR_SOCKET|ECONNRESET|HPE_.*)$/;

function plainText({ protocol, host }: URL, { code, message }: ConnectionFailure): string {
  const what = message || code;
  const isPerhapsTls = protocol === "http:" && ENDED_AT_ONCE.test(code);
  return isPerhapsTls ? `${what}; if the server speaks https at ${host}, write https://${host}` : what;
}

/** Whether an answer is what servers say to http at a port for https. */
export const wantsTls = (text: string) => /plain HTTP|HTTP request to an HTTPS server/i.test(text);

/** The error of a call by http to a server that speaks https. */
export const tlsWanted = (call: CallSite, { host }: URL) =>
  new ConnectionError(call, "no", `the server speaks https at ${host}: write https://${host}`, {
    isLasting: true,
  });
