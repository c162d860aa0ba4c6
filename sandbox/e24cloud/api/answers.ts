import type { Context } from "hono";
import { Refusal, Unauthorized, UnknownId } from "./refusal";
import type { Switches } from "../profiles/switches";

/** A 404 without JSON, as clients of the real server have met it. */
export function bare404(c: Context): Response {
  return c.html("<html><body><h1>Not Found</h1></body></html>", 404);
}

/** The answer for a call that did not work. Anything but a refusal is a fault of the sandbox and rethrown. */
export function failure(c: Context, error: Error, switches: Readonly<Switches>): Response {
  const body = { success: false, ...(switches.reasons === "given" && { error: error.message }) };
  switch (formOf(error, switches)) {
    case "success-false":
      return c.json(body);
    case "status-400":
      return c.json(body, 400);
    case "status-401":
      return c.json(body, 401);
    case "status-403":
      return c.json(body, 403);
    case "bare-404":
      return bare404(c);
  }
}

function formOf(error: Error, { refusals, unknownId, unauthorized }: Readonly<Switches>) {
  if (error instanceof Unauthorized) return unauthorized;
  if (error instanceof UnknownId) return unknownId;
  if (error instanceof Refusal) return refusals;
  throw error;
}
