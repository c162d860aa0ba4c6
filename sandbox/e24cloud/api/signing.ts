import { createHmac, timingSafeEqual } from "node:crypto";

/** What a signature covers. `target` is the path with its query, `body` the exact bytes, empty when there is none. */
export interface SignedParts {
  method: string;
  host: string;
  date: string;
  target: string;
  body: Uint8Array;
}

export interface Credentials {
  apiKey: string;
  apiSecret: string;
}

/** The value that the `Authorization` header must have (e24cloud REST documentation). */
export function authorization({ apiKey, apiSecret }: Credentials, parts: SignedParts): string {
  const { method, host, date, target, body } = parts;
  const signature = createHmac("sha256", apiSecret)
    .update(`${method}\n${host}\n${date}\n${target}\n`)
    .update(body)
    .digest("base64");
  return `${apiKey}:${signature}`;
}

export function isSigned(header: string, credentials: Credentials, parts: SignedParts): boolean {
  const given = Buffer.from(header);
  const wanted = Buffer.from(authorization(credentials, parts));
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
