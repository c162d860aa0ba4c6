/** Marks the errors of this package, also those of another copy of it. */
const brand = Symbol.for("pulumi-security-groups/error");

/** Base of every error that this package raises on purpose: the message is written for the user. */
export class SecurityGroupsError extends Error {
  override readonly name: string = "SecurityGroupsError";
  readonly [brand] = true;
  /** Where a program does not catch it, Pulumi prints the message alone, without a stack trace. @internal */
  readonly __pulumiRunError = true;
}

/** Whether an error comes from this package; true across copies of it, where `instanceof` is not. */
export function isSecurityGroupsError(error: unknown): error is SecurityGroupsError {
  return error instanceof Error && brand in error;
}

/** An operation ran out of its time, or was cancelled. */
export class DeadlineError extends SecurityGroupsError {
  override readonly name = "DeadlineError";
}

/**
 * A create or update failed after the server had the group. The id and what is known of the group go into
 * state, so that the next `pulumi up` repairs it instead of making a second one.
 */
export class PartialFailure extends SecurityGroupsError {
  override readonly name = "PartialFailure";

  constructor(
    readonly id: string,
    readonly properties: Record<string, unknown>,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Settings are missing or wrong. `problems` has a sentence for each key. */
export class SettingsError extends SecurityGroupsError {
  override readonly name = "SettingsError";

  constructor(readonly problems: ReadonlyMap<string, string>) {
    super([...problems.values()].join(" "));
  }
}
