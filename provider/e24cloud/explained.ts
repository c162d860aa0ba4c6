import {
  AuthenticationError,
  ConnectionError,
  messageOf,
  PartialFailure,
  SecurityGroupsError,
} from "../core/errors";
import { redactor } from "../core/redaction";
import { failureText } from "../core/result-text";
import { storedRules } from "../core/rule-map";
import { ruleLanguage } from "./rule-input";

type Operation = "create" | "refresh" | "update" | "delete";

/**
 * Runs an operation, and tells its failure as one sentence with what to do about it. No secret address shows.
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
    const cause = redactor(props.flatMap(secretAddresses))(messageOf(error));
    const name = typeof props[0]?.name === "string" ? props[0].name : "";
    const text = failureText({ operation, kind: "firewall group", name, cause, remedy: remedyFor(error) });
    throw error instanceof PartialFailure
      ? new PartialFailure(error.id, error.properties, text)
      : new SecurityGroupsError(text);
  }
}

/** The addresses of secret rules, in each spelling in which they can come up. */
function secretAddresses(props: Record<string, unknown>): string[] {
  if (props.secretRules !== true) return [];
  const addresses = Object.values(storedRules(props.rules, ruleLanguage) ?? {}).flatMap(
    ({ srcAddress, dstAddress }) => [srcAddress, dstAddress],
  );
  return addresses.flatMap((address) => (address ? [address, address.replace(/\/.*$/, "")] : []));
}

function remedyFor(error: unknown): string | undefined {
  const cause = error instanceof PartialFailure ? error.cause : error;
  if (cause instanceof AuthenticationError) return "Check e24cloud:apiKey and e24cloud:apiSecret.";
  if (cause instanceof ConnectionError && cause.sent === "no") return "Check e24cloud:endpoint.";
  return error instanceof PartialFailure ? "Run `pulumi up` again: it goes on from here." : undefined;
}
