import { createHmac } from "node:crypto";

/** Where a request goes and who sends it. */
export interface Server {
  endpoint: string;
  apiKey: string;
  apiSecret: string;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed body; undefined when it is not JSON. */
  body: unknown;
}

/** Sends one request, signed as e24cloud's REST page says. `headers` replace the ones that would be sent. */
export async function signedRequest(
  { endpoint, apiKey, apiSecret }: Server,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const date = headers["X-Date"] ?? new Date().toUTCString();
  const text = body === undefined ? "" : JSON.stringify(body);
  const signed = [method, new URL(endpoint).host, date, path, text].join("\n");
  const signature = createHmac("sha256", apiSecret).update(signed, "utf8").digest("base64");
  const response = await fetch(endpoint + path, {
    method,
    headers: {
      "Content-Type": "application/json",
      "X-Date": date,
      Authorization: `${apiKey}:${signature}`,
      ...headers,
    },
    ...(text !== "" && { body: text }),
  });
  const received = await response.text();
  return { status: response.status, headers: response.headers, text: received, body: parsed(received) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
