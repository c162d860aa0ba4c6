import { messageOf } from "../../core/errors";
import { AuthenticationError, ConnectionError } from "../../core/http/errors";
import type { Cause, Cloud, Work } from "../../core/pulumi/crud";
import type { E24cloudClient } from "./client";
import { isPage } from "./refusals";
import { e24cloudSession, type E24cloudSession } from "./session";
import { type E24cloudSettings, readE24cloudSettings } from "./settings";

/** What one operation at e24cloud works with. */
export type E24cloudWork = Work<E24cloudSession, E24cloudClient>;

export const e24cloud: Cloud<E24cloudSettings, E24cloudSession> = {
  readSettings: readE24cloudSettings,
  sessionOf: e24cloudSession,
  causeOf,
};

/** Why something at e24cloud failed, and what to do about it. */
function causeOf(error: unknown): Cause {
  return {
    cause: messageOf(error),
    remedy: remedyFor(error),
    isCredential: isBadCredential(error),
  };
}

function remedyFor(error: unknown): string | undefined {
  if (isBadCredential(error)) {
    return "Check both: pulumi config set e24cloud:apiKey, pulumi config set --secret e24cloud:apiSecret.";
  }
  if (error instanceof ConnectionError && error.sent === "no") return "Check e24cloud:endpoint.";
  return error instanceof Error ? remedyFor(error.cause) : undefined;
}

const isBadCredential = (error: unknown) => error instanceof AuthenticationError && !isPage(error.body);
