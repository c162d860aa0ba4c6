import { messageOf, SecurityGroupsError } from "../../errors";
import { ApiError, AuthenticationError, ConnectionError, ForeignAnswerError } from "../../http/errors";
import type { Cause } from "../../kit/operation";
import { failureText } from "../../text/failure-text";
import { SettingsError } from "../../kit/settings/config";

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
