import { setTimeout as delay } from "node:timers/promises";
import type { FaultAnswer } from "./faults";

const badGateway =
  "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>";

/** Milliseconds between two bytes of a body that drips. */
const DRIP = 50;

/** Whether a fault changes the answer of the API, so that the call has its effect first. */
export const needsAnswer = (fault: FaultAnswer): boolean =>
  fault === "truncated" ||
  fault === "next-page" ||
  (typeof fault === "object" && ("padding" in fault || "texts" in fault));

/**
 * The answer that the client gets instead; none where the connection ends without one, hangs, or sends something other than HTTP.
 * @param answer of the API, where the call has had its effect
 */
export async function spoil(
  fault: FaultAnswer,
  answer: Response | undefined,
  url: URL,
): Promise<Response | undefined> {
  if (typeof fault === "object") return spoilBy(fault, answer);
  switch (fault) {
    case "html":
      return new Response(badGateway, { status: 502, headers: { "content-type": "text/html" } });
    case "truncated":
      return changed(answer, (whole) => whole.slice(0, Math.floor(whole.length / 2)));
    case "endless":
      return endless("x".repeat(2 ** 16), 0);
    case "dripping":
      return endless(" ", DRIP);
    case "next-page":
      return changed(answer, (whole) => whole, { link: `<${url.href}>; rel="next"` });
    default:
      return undefined;
  }
}

async function spoilBy(
  fault: Extract<FaultAnswer, object>,
  answer: Response | undefined,
): Promise<Response | undefined> {
  if ("outage" in fault) return undefined;
  if ("padding" in fault) return changed(answer, (whole) => whole.padEnd(fault.padding));
  if ("texts" in fault) return changed(answer, (whole) => withTexts(whole, fault.texts));
  const { status, headers, body = null } = fault;
  return typeof body === "string" || body === null
    ? new Response(body, { status, headers })
    : Response.json(body, { status, headers });
}

/** The API's answer with another body. */
async function changed(
  answer: Response | undefined,
  change: (body: string) => string,
  more: Record<string, string> = {},
): Promise<Response> {
  const body = change((await answer?.text()) ?? "");
  const headers = new Headers(answer?.headers);
  headers.delete("content-length");
  for (const [name, value] of Object.entries(more)) headers.set(name, value);
  const status = answer?.status ?? 200;
  return new Response(status === 204 ? null : body, { status, headers });
}

/** A body that continues until the client closes the connection. */
function endless(text: string, pause: number): Response {
  const bytes = new TextEncoder().encode(text);
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      if (pause > 0) await delay(pause);
      controller.enqueue(bytes);
    },
  });
  return new Response(body, { headers: { "content-type": "application/json" } });
}

/** Fields in which servers pass on what people or other servers have written. */
const FREE_TEXTS = new Set(["description", "detail", "error_message", "message"]);

/** JSON with something added to each free text. */
function withTexts(json: string, more: string): string {
  if (!/^\s*[[{]/.test(json)) return json;
  return JSON.stringify(
    JSON.parse(json, (key, value: unknown) =>
      FREE_TEXTS.has(key) && typeof value === "string" ? value + more : value,
    ),
  );
}
