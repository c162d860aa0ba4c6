import type { Socket } from "node:net";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Call } from "./call";
import type { Control } from "./control";
import type { FaultAnswer } from "./faults";
import { needsAnswer, spoil } from "./spoil";

/** The ways a connection ends without an answer, or has none and doesn't end. */
export interface Connection {
  readonly socket: Pick<Socket, "destroy" | "end" | "resetAndDestroy">;
  /** Stops listening for this number of milliseconds, or until `over` resolves; cuts all connections. */
  outage(ms: number, over: Promise<void>): void;
}

/** What another protocol begins with. */
const NO_HTTP = "SSH-2.0-OpenSSH_9.6\r\n";

/** Lets a request through to the API: late, or not at all, or with a spoiled answer, as the faults say; and logs it. */
export async function intercept(
  request: Request,
  connection: Connection,
  { log, faults, delays }: Pick<Control<object>, "log" | "faults" | "delays">,
  api: () => Response | Promise<Response>,
): Promise<Response> {
  const url = new URL(request.url);
  const call: Call = { level: "api", method: request.method, path: url.pathname };
  const body = parsed(await request.clone().text());
  const fault = faults.take(call);
  await delays.wait(call);

  const spoiledEarly = fault?.when === "before" && !needsAnswer(fault.answer);
  const answer = spoiledEarly ? undefined : await api();
  const sent = fault ? await spoil(fault.answer, answer, url) : answer;
  log.add({
    ...call,
    status: sent?.status ?? 0,
    ...(fault && { fault: spoiledEarly ? "before" : "after" }),
    ...(url.search && { query: url.search }),
    ...(body !== undefined && { body }),
  });

  if (sent) return sent;
  if (fault?.answer === "hang") void faults.cleared().then(() => connection.socket.destroy());
  else breakOff(fault?.answer, connection, faults.cleared());
  return RESPONSE_ALREADY_SENT;
}

function breakOff(fault: FaultAnswer | undefined, connection: Connection, cleared: Promise<void>): void {
  const isOutage = typeof fault === "object" && "outage" in fault;
  if (fault === "no-http") connection.socket.end(NO_HTTP);
  else if (fault === "reset" || isOutage) connection.socket.resetAndDestroy();
  else connection.socket.destroy();
  if (isOutage) connection.outage(fault.outage, cleared);
}

function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
