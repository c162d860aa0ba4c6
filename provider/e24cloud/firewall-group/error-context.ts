import {
  AuthenticationError,
  ConnectionError,
  messageOf,
  PartialFailure,
  SecurityGroupsError,
} from "../../core/errors";
import { failureText } from "../../core/text/failure";

type Operation = "create" | "refresh" | "update" | "delete";

/**
 * Runs an operation, and tells its failure as one sentence with what to do about it.
 *
 * @param props what the operation was given: the new inputs first
 */
export async function explained<T>(
  operation: Operation,
  props: readonly Record<string, unknown>[],
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const cause = messageOf(error);
    const name = typeof props[0]?.name === "string" ? props[0].name : "";
    const text = failureText({ operation, kind: "firewall group", name, cause, remedy: remedyFor(error) });
    throw error instanceof PartialFailure
      ? new PartialFailure(error.id, error.properties, text)
      : new SecurityGroupsError(text);
  }
}

function remedyFor(error: unknown): string | undefined {
  const cause = error instanceof PartialFailure ? error.cause : error;
  if (cause instanceof AuthenticationError) return "Check e24cloud:apiKey and e24cloud:apiSecret.";
  if (cause instanceof ConnectionError && cause.sent === "no") return "Check e24cloud:endpoint.";
  return error instanceof PartialFailure ? "Run `pulumi up` again: it goes on from here." : undefined;
}
