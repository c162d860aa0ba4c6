import { messageOf, SecurityGroupsError } from "../../../errors";
import { isOutcomeUnknown } from "../../../http/errors";
import type { E24cloudWork } from "../../api/cloud";
import { isRefusal } from "../../api/refusals";

/** What became of a write. */
export type Outcome =
  | { readonly kind: "accepted" }
  /** The server surely did not act. */
  | { readonly kind: "refused"; readonly error: unknown }
  /** It may have acted, and may yet. */
  | { readonly kind: "lost"; readonly error: unknown };

/** @throws what means that the write was not sent, or that no write will do */
export async function awaitOutcome(write: Promise<unknown>): Promise<Outcome> {
  try {
    await write;
    return { kind: "accepted" };
  } catch (error) {
    if (isRefusal(error)) return { kind: "refused", error };
    if (isOutcomeUnknown(error)) return { kind: "lost", error };
    throw error;
  }
}

/** Whether a failure was a refusal: then no change is in progress. */
export function isRefused(failure: unknown): boolean {
  return isRefusal(failure) || (failure instanceof Error && isRefused(failure.cause));
}

/** What to say where neither an answer nor an effect has come. @param what was sent, such as `attach user … to the group` */
export function lostAnswerError({ deadline }: E24cloudWork, what: string, cause: unknown): Error {
  if (deadline.isOver) return deadline.error(`waiting to ${what}: ${messageOf(cause)}`, cause);
  return new SecurityGroupsError(
    `cannot ${what}: ${messageOf(cause)}, and the group shows no effect so far. Run pulumi again: it looks at ` +
      "what has come of it",
    { cause },
  );
}
