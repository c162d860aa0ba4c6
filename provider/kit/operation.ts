import { DeadlineError, messageOf, PartialFailure, SecurityGroupsError } from "../errors";
import { type Deadline, withDeadline } from "../http/deadline";
import { isTransient, unverifiedText } from "../http/errors";
import type { CallLimits } from "../http/attempt";
import { openOperations } from "../run/open-operations";
import type { Owner } from "../run/ownership";
import { type Run, perRun } from "../run/run";
import { failureText } from "../text/failure-text";
import { nameText } from "../text/printable";
import type { CallContext, Props, Subject } from "./handlers";
import type { ProgramContext } from "./program-context";
import { type LintLevel, timeoutOf, type Timeouts } from "./settings/settings";
import { type ConfigReader } from "./settings/config";

export type Operation = "create" | "refresh" | "import" | "update" | "delete";

/** Why an operation failed and what to do about it; the remedy is a sentence with its full stop. */
export interface Cause {
  readonly cause: string;
  readonly remedy?: string | undefined;
  /** Whether other credentials would do. */
  readonly isCredential?: boolean | undefined;
}

/** Pulumi's own option names no time for reads. */
const TIMED_AS = {
  create: "create",
  refresh: "update",
  import: "update",
  update: "update",
  delete: "delete",
} as const satisfies Record<Operation, keyof Timeouts>;

/** The engine keeps a provider's settings in state and uses those if it does not run the program. */
const OLD_SETTINGS =
  "A refresh and a destroy use the settings of the last pulumi up: after a change, run pulumi up first, without " +
  "--refresh, or add --run-program.";

const AGAIN = "Run pulumi again: it continues from the current state.";

/** Whether a failure goes back to a lack of answers or of time. */
function isTransientFailure(error: unknown): boolean {
  if (error instanceof DeadlineError || isTransient(error)) return true;
  return error instanceof Error && isTransientFailure(error.cause);
}

/** What an API is worked with, cloud by cloud. */
export interface CloudTypes {
  readonly settings: { readonly lint: LintLevel };
  readonly session: object;
  readonly client: object;
}

/** What one operation on one resource works with. */
export interface Work<C extends CloudTypes> extends Subject {
  readonly run: Run;
  readonly session: C["session"];
  /** The session's client, within the time of the operation. */
  readonly client: C["client"];
  readonly deadline: Deadline;
  /** Shows the user a sentence about the resource. */
  readonly info: (sentence: string) => void;
  readonly warn: (sentence: string) => void;
  /** Shows the user a line that begins with the resource's name, as the lines of a preview do. */
  readonly note: (words: string) => void;
}

/** What a check works with. */
export interface CheckWork<C extends CloudTypes> {
  readonly settings: C["settings"];
  readonly run: Run;
  readonly program: ProgramContext;
  /** The resource, once its name is known. */
  readonly owner: (inputs: Props) => Owner;
  /** Made when asked for: most checks ask nothing of the server. */
  readonly session: () => C["session"];
  /** Shows the user a line. */
  readonly print: (line: string) => void;
}

/** What the resources of a cloud stand on. */
export interface Cloud<C extends CloudTypes> {
  /** @throws {SettingsError} */
  readonly readSettings: (config: ConfigReader) => C["settings"];
  /** Everything in a run that has the same settings shares a session. */
  readonly sessionOf: (settings: C["settings"], run: Run) => C["session"];
  /** The session's client, whose calls are limited. */
  readonly clientOf: (session: C["session"], limits: CallLimits) => C["client"];
  readonly causeOf: (error: unknown) => Cause;
  /** Replaces ids in a message by names, if they are known. @param session created on demand */
  readonly named?: (text: string, session: () => C["session"]) => string;
}

/** What messages call a resource. */
export interface ResourceNames {
  /** Such as `security group`. */
  readonly kind: string;
  /** Its class, such as `SecurityGroup`. */
  readonly type: string;
}

/** Of which resource an operation is, and in which run. */
export interface OperationSubject<C extends CloudTypes> {
  readonly operation: Operation;
  readonly kind: string;
  readonly resource: { readonly name: string; readonly timeouts?: Timeouts | undefined };
  readonly cloud: Cloud<C>;
  readonly config: ConfigReader;
  readonly run: Run;
  readonly context: CallContext;
}

/**
 * Runs one operation within its time, and makes whatever it throws a sentence that names the operation, the resource
 * and the remedy.
 */
export async function operate<C extends CloudTypes, T>(
  { operation, kind, resource, cloud, config, run, context }: OperationSubject<C>,
  work: (work: Work<C>) => Promise<T>,
): Promise<T> {
  const name = nameText(resource.name);
  const { urn, patience } = context;
  let named = (text: string) => text;
  const line = (text: string) => context.print(named(text));
  try {
    warnOfUnverified(run, line);
    const session = cloud.sessionOf(cloud.readSettings(config), run);
    named = (text) => cloud.named?.(text, () => session) ?? text;
    const seconds = context.timeout ?? timeoutOf(resource, TIMED_AS[operation]);
    const info = (sentence: string) => line(`${kind} "${name}": ${sentence}`);
    const warn = (sentence: string) => line(`warning: ${kind} "${name}": ${sentence}`);
    const note = (words: string) => line(`${name}: ${words}`);
    return await withDeadline(seconds, context.cancelled, (deadline) => {
      const client = cloud.clientOf(session, { deadline, patience });
      return openOperations(run).during({ deadline, patience, print: note }, () =>
        work({ run, urn, session, client, deadline, info, warn, note }),
      );
    });
  } catch (error) {
    const cause = error instanceof PartialFailure ? (error.cause ?? error) : error;
    const why = withRemedies(cloud.causeOf(cause), operation, cause);
    const text = named(failureText({ operation, kind, name, ...why }));
    throw error instanceof PartialFailure
      ? new PartialFailure(error.id, error.properties, text, { cause })
      : new SecurityGroupsError(text, { cause });
  }
}

/** A cause with all that can be done about it. */
function withRemedies({ cause, remedy, isCredential }: Cause, operation: Operation, error: unknown) {
  const mayBeOld = isCredential === true && (operation === "refresh" || operation === "delete");
  const own = [remedy, ...(mayBeOld ? [OLD_SETTINGS] : [])].filter(Boolean);
  const namesPulumi = [cause, ...own].some((text) => text !== undefined && /pulumi (up|again)/.test(text));
  const remedies = [...own, ...(!namesPulumi && isTransientFailure(error) ? [AGAIN] : [])];
  return { cause, remedy: remedies.join(" ") };
}

/**
 * Runs what comes after the server has the resource: where it fails, the id and what is known of the resource go into
 * state, so that the next `pulumi up` repairs it.
 *
 * @param state the properties to save; asked for only then
 */
export async function keepingState<T>(
  id: string,
  state: (failure: unknown) => Promise<Props>,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    throw new PartialFailure(id, await state(cause), messageOf(cause), { cause });
  }
}

const said = perRun(() => ({ isDone: false }));

/** Warns, once a run, where certificates are not verified. */
export function warnOfUnverified(run: Run, print: (line: string) => void): void {
  const text = unverifiedText();
  const known = said(run);
  if (text === undefined || known.isDone) return;
  known.isDone = true;
  print(`warning: ${text}`);
}
