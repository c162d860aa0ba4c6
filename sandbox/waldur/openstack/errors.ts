import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { FaultAnswer } from "../../control/index";

/** Exceptions of OpenStack's Python client that are chosen by the type of the error, before its status. */
const byType: Readonly<Record<string, string>> = { OverQuota: "OverQuotaClient" };

const byStatus: Readonly<Record<number, string>> = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  409: "Conflict",
  500: "InternalServerError",
  503: "ServiceUnavailable",
};

/** A call to OpenStack that failed, the way Waldur gets to know it. */
export class OpenStackError extends Error {
  /** 0 when no answer came at all. */
  readonly status: number;
  /** What Waldur stores as `error_message`: often only the exception's name. */
  readonly summary: string;
  /** What Waldur stores as `error_traceback`; its end is the readable part. */
  readonly traceback: string;

  constructor(status: number, type: string, message: string) {
    super(message);
    this.status = status;
    const exception = byType[type] ?? byStatus[status] ?? "NeutronClientException";
    const answered = status > 0;
    this.summary = answered ? `${exception}()` : message;
    this.traceback = [
      "Traceback (most recent call last):",
      `neutronclient.common.exceptions.${answered ? exception : "ConnectionFailed"}: ${message}`,
      ...(answered ? [`Neutron server returns request_ids: ['req-${randomUUID()}']`] : []),
    ].join("\n");
  }
}

/** A call whose failure Waldur logs and ignores. */
export async function passedOver(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof OpenStackError)) throw error;
  }
}

/** The error that a fault on a call to OpenStack stands for. @param url of the call */
export function injectedError(answer: FaultAnswer, url: URL): OpenStackError {
  if (typeof answer === "object" && "status" in answer) {
    const { type, message } = neutronError.parse(answer.body).NeutronError;
    return new OpenStackError(answer.status, type, message);
  }
  if (answer === "truncated" || answer === "html") return new OpenStackError(502, "", "502 Bad Gateway");
  return new OpenStackError(0, "", connectionError(answer, url));
}

/** What Python's HTTP client says about a connection that came to nothing. */
function connectionError(answer: FaultAnswer, { href, hostname, port, pathname }: URL): string {
  if (answer === "refuse")
    return (
      `Unable to establish connection to ${href}: HTTPConnectionPool(host='${hostname}', port=${port}): ` +
      `Max retries exceeded with url: ${pathname} (Caused by NewConnectionError(` +
      "'<urllib3.connection.HTTPConnection object>: Failed to establish a new connection: " +
      "[Errno 111] Connection refused'))"
    );
  const reason =
    answer === "reset"
      ? "('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))"
      : "Remote end closed connection without response";
  return `Connection to neutron failed: ${reason}`;
}

/** The body of Neutron's errors; any other body stands for one without a type. */
const neutronError = z
  .object({ NeutronError: z.object({ type: z.string().default(""), message: z.string().default("") }) })
  .catch({ NeutronError: { type: "", message: "Request failed: internal server error." } });
