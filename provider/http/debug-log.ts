import process from "node:process";
import { printable } from "../text/printable";

/** The variable that switches the log on, with the value `debug`. */
export const LOG_VARIABLE = "PULUMI_SECURITY_GROUPS_LOG";

/** One attempt of a call, without headers, query and body: none of it is secret. */
export interface LoggedAttempt {
  readonly method: string;
  readonly path: string;
  /** The status of the answer, or why there was none. */
  readonly outcome: number | string;
  readonly milliseconds: number;
  /** 1 for the first. */
  readonly attempt: number;
  /** What the server calls the request, where it says. */
  readonly requestId?: string | undefined;
}

/** Prints an attempt to standard error if the log is on; the engine passes it on. */
export function logAttempt({ method, path, outcome, milliseconds, attempt, requestId }: LoggedAttempt): void {
  if (process.env[LOG_VARIABLE] !== "debug") return;
  const request = requestId === undefined ? "" : `, request ${requestId}`;
  const line = `${method} ${path}: ${outcome} after ${Math.round(milliseconds)} ms, try ${attempt}${request}`;
  process.stderr.write(`${printable(`pulumi-security-groups: ${line}`)}\n`);
}
