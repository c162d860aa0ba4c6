import { messageOf, SecurityGroupsError } from "../../errors";
import { ApiError, AuthenticationError, ConnectionError, ForeignAnswerError } from "../../http/errors";
import type { Cause } from "../../kit/operation";
import { failureText } from "../../text/failure-text";
import { SettingsError } from "../../errors";
import { isPage } from "../../http/attempt";

/** What went wrong with a group, and what to do about it. */
export class GroupFailure extends SecurityGroupsError {
  override readonly name: string = "GroupFailure";
  /** Whether the token of another user would do. */
  readonly isCredential: boolean = false;

  constructor(
    message: string,
    /** A sentence with its full stop. */
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export type Operation = "create" | "update" | "refresh" | "delete" | "pull" | "set-erred" | "unlink";

/** What the user reads of an error: operation, resource, cause and remedy. */
export function failureMessage(operation: Operation, kind: string, name: string, error: unknown): string {
  return failureText({ operation, kind, name, ...causeOf(error) });
}

/** Why something at Waldur failed, and what to do about it. */
export function causeOf(error: unknown): Cause {
  if (error instanceof GroupFailure) {
    const { message: cause, remedy, isCredential } = error;
    return { cause, remedy, isCredential };
  }
  if (error instanceof SettingsError) return { cause: error.message };
  if (error instanceof AuthenticationError) return refused(error);
  if (error instanceof ConnectionError) {
    return {
      cause: error.message,
      remedy: "Check waldur:apiUrl and whether the server can be reached from here.",
    };
  }
  if (error instanceof ForeignAnswerError || (error instanceof ApiError && isRedirect(error))) {
    return { cause: error.message, remedy: ADDRESS_REMEDY };
  }
  return { cause: messageOf(error) };
}

const ADDRESS_REMEDY =
  "Set waldur:apiUrl to the address of your Waldur's API, which can be another one than that of its pages.";

const isRedirect = ({ status }: ApiError) => status >= 300 && status < 400;

function refused({ status, reason }: AuthenticationError) {
  return status === 401
    ? {
        cause: `Waldur does not accept the token (${reason})`,
        remedy:
          "Set a valid one with pulumi config set --secret waldur:token; Waldur ends a token that is not used for some time.",
        isCredential: true,
      }
    : {
        cause: `Waldur does not allow this to the token's user (${reason})`,
        remedy:
          "The user needs to be administrator or manager of the project, owner of the customer, or staff.",
      };
}

/**
 * What an error body says, in words. Django REST framework has many shapes: `{detail}`, fields with a list or a
 * plain text, bare lists, a list with an object for each rule, and any of them inside another.
 *
 * @param ruleName what to call the rule at a position, where the body belongs to a list of rules
 */
export function serverMessage(body: unknown, ruleName = positionName): string {
  const message = isPage(body) ? "the server answered with a web page" : phrases(body, ruleName).join("; ");
  return message === "" ? "no reason given" : message;
}

const positionName = (position: number) => `rule ${position + 1}`;

function phrases(body: unknown, ruleName: (position: number) => string): string[] {
  if (Array.isArray(body)) return listPhrases(body, ruleName);
  if (typeof body === "string") return body.trim() === "" ? [] : [body.trim()];
  if (typeof body !== "object" || body === null) return [];
  return Object.entries(body).flatMap(([field, value]: [string, unknown]) =>
    phrases(value, ruleName).map((phrase) => (UNNAMED.has(field) ? phrase : `${field}: ${phrase}`)),
  );
}

/** A list of texts is what is wrong with one thing; of objects or lists, what is wrong with each rule: each reason once. */
function listPhrases(list: readonly unknown[], ruleName: (position: number) => string): string[] {
  const rules = new Map<string, string[]>();
  const own = list.flatMap((one, position) => {
    const inside = phrases(one, ruleName);
    if (typeof one === "string") return inside;
    for (const phrase of inside) rules.set(phrase, [...(rules.get(phrase) ?? []), ruleName(position)]);
    return [];
  });
  return [...own, ...[...rules].map(([phrase, names]) => `${names.join(", ")}: ${phrase}`)];
}

const UNNAMED = new Set(["detail", "non_field_errors", "rules"]);
