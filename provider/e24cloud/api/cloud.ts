import { messageOf } from "../../errors";
import { ApiError, AuthenticationError, ConnectionError, ForeignAnswerError } from "../../http/errors";
import { isPage } from "../../http/call";
import type { Cause, Cloud, Work } from "../../kit/crud";
import type { E24cloudClient } from "./client";
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
export function causeOf(error: unknown): Cause {
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
  if (error instanceof ConnectionError && error.sent === "no") return ADDRESS_REMEDY;
  if (error instanceof ForeignAnswerError || (error instanceof ApiError && isNoAnswerOfTheApi(error)))
    return ADDRESS_REMEDY;
  return error instanceof Error ? remedyFor(error.cause) : undefined;
}

const ADDRESS_REMEDY = "Check e24cloud:endpoint, or leave it out and set e24cloud:region.";

/** A redirect, or the list of groups at an address that has none. */
const isNoAnswerOfTheApi = ({ status, call }: ApiError) =>
  (status >= 300 && status < 400) || (status === 404 && call.path === "/v2/groups");

const isBadCredential = (error: unknown) => error instanceof AuthenticationError && !isPage(error.body);
