import type { HonoRequest } from "hono";
import { Refusal, Unauthorized } from "./refusal";
import { requestInstant } from "./request-date";
import { isSigned } from "./signing";
import type { Credentials } from "./signing";
import type { Switches } from "../profiles/switches";

/** The server's clock, in milliseconds since 1970. */
export function serverInstant({ clockOffset }: Readonly<Switches>): number {
  return Date.now() + clockOffset * 1000;
}

/**
 * Checks the date, the signature and the content type, which the documentation asks for on every request.
 *
 * @throws Unauthorized, Refusal
 */
export async function authenticate(
  request: HonoRequest,
  credentials: Credentials,
  switches: Readonly<Switches>,
): Promise<void> {
  const date = request.header("x-date") ?? "";
  const instant = requestInstant(date);
  if (instant === undefined) throw new Unauthorized("X-Date is missing or no RFC 1123 date");
  if (Math.abs(instant - serverInstant(switches)) > switches.clockSkew * 1000)
    throw new Unauthorized(`X-Date is more than ${switches.clockSkew} s away from the server's clock`);

  const { pathname, search } = new URL(request.url);
  const parts = {
    method: request.method,
    host: request.header("host") ?? "",
    date,
    target: pathname + search,
    body: new Uint8Array(await request.arrayBuffer()),
  };
  if (!isSigned(request.header("authorization") ?? "", credentials, parts))
    throw new Unauthorized("the signature does not match the request");
  if (!/^application\/json\b/.test(request.header("content-type") ?? ""))
    throw new Refusal("Content-Type is not application/json");
}
