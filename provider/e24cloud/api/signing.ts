import { createHmac } from "node:crypto";
import type { Outgoing } from "../../http/transport";

export interface Credentials {
  apiKey: string;
  apiSecret: string;
}

/**
 * The headers of a signed call (e24cloud REST documentation): HMAC-SHA256 over method, host, date, path with query
 * and body. The host is that of the Host header, so with a port that is not the scheme's own.
 */
export function signedHeaders(
  { method, url, body }: Outgoing,
  { apiKey, apiSecret }: Credentials,
  now = new Date(),
): Record<string, string> {
  const date = now.toUTCString();
  const text = [method, url.host, date, url.pathname + url.search, body].join("\n");
  const signature = createHmac("sha256", apiSecret).update(text, "utf8").digest("base64");
  return { Authorization: `${apiKey}:${signature}`, "Content-Type": "application/json", "X-Date": date };
}
