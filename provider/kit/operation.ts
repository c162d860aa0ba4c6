import { DeadlineError, messageOf, PartialFailure, SecurityGroupsError } from "../errors";
import { type Deadline, withDeadline } from "../http/deadline";
import { isTransient, unverifiedText } from "../http/errors";
import type { CallLimits } from "../http/attempt";
import { type Run, perRun } from "../run/run";
import { openOperations } from "../run/open-operations";
import type { Owner } from "../run/resources";
import { failureText } from "../text/failure-text";
import { nameText, messageText, printable, storable, unstorable } from "../text/printable";
import {
  type CallContext,
  type Props,
  type Subject,
  chain,
  type Answer,
  type Link,
  type ResourceHandlers,
  type Call,
  type ConfigReader,
} from "./handlers";
import type { ProgramContext } from "./program-context";
import { type LintLevel, timeoutOf, type Timeouts } from "./settings";
import { isFields } from "../rules/rule-map";
import { shortRules, wholeRules } from "../rules/codec";
import { type RuleFormat } from "../rules/rule-map";
import {
  FORMER_SECRETS,
  withFormerSecretsOf,
  hasFormerSecrets,
  stateAfterFailure,
  withFormerSecrets,
  withSealedOutputs,
  type Mask,
  maskFor,
  secretsOf,
} from "./secrets";
import { isDeepStrictEqual } from "node:util";

export type Operation = "create" | "refresh" | "import" | "update" | "delete";

/** Why an operation failed and what to do about it; the remedy is a sentence with its full stop. */
export interface Cause {
  readonly cause: string;
  readonly remedy?: string | undefined;
  /** Whether other credentials would do. */
  readonly isCredential?: boolean | undefined;
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

/** What the resources of a cloud need. */
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

/** Pulumi's own option names no time for reads. */
const TIMED_AS = {
  create: "create",
  refresh: "update",
  import: "update",
  update: "update",
  delete: "delete",
} as const satisfies Record<Operation, keyof Timeouts>;

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

/** The engine keeps a provider's settings in state and uses those if it does not run the program. */
const OLD_SETTINGS =
  "A refresh and a destroy use the settings of the last pulumi up: after a change, run pulumi up first, without " +
  "--refresh, or add --run-program.";

const AGAIN = "Run pulumi again: it continues from the current state.";

/** Whether an operation failed for lack of answers or of time. */
function isTransientFailure(error: unknown): boolean {
  if (error instanceof DeadlineError || isTransient(error)) return true;
  return error instanceof Error && isTransientFailure(error.cause);
}

/** A cause with all that can be done about it. */
function withRemedies({ cause, remedy, isCredential }: Cause, operation: Operation, error: unknown) {
  const mayBeOld = isCredential === true && (operation === "refresh" || operation === "delete");
  const own = [remedy, ...(mayBeOld ? [OLD_SETTINGS] : [])].filter(Boolean);
  const namesPulumi = [cause, ...own].some((text) => text !== undefined && /pulumi (up|again)/.test(text));
  const remedies = [...own, ...(!namesPulumi && isTransientFailure(error) ? [AGAIN] : [])];
  return { cause, remedy: remedies.join(" ") };
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

/**
 * Runs the steps after the server has the resource: where it fails, the id and what is known of the resource go into
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

// What both provider modes need around the handlers: a chain of links.

/**
 * The contract with the engine in both provider modes: strings are safe, state is short, secrets are masked. The
 * order matters: a mask finds secrets in whole rules, and what it leaves of a string may still need escaping.
 */
export const withEngineContract = (handlers: ResourceHandlers): ResourceHandlers =>
  chain(handlers, [idAmongOutputs, safeTexts, shortState(handlers.rules), maskSecrets(handlers.rules)]);

/** A policy of a stack gets the outputs of resources and not their ids, by which rules name groups. */
const idAmongOutputs: Link = async (call, next) => {
  const { id: _known, ...olds } = call.olds;
  try {
    const answer = await next({ ...call, olds });
    const { id = call.id, outs } = answer;
    return outs === undefined ? answer : { ...answer, outs: { ...outs, id } };
  } catch (error) {
    throw withState(error, (state, id) => ({ ...state, id }));
  }
};

/** A failure that saves other properties; any other error as it is. */
function withState(error: unknown, change: (properties: Props, id: string) => Props): unknown {
  if (!(error instanceof PartialFailure)) return error;
  const { id, properties, message } = error;
  return new PartialFailure(id, change(properties, id), message, { cause: error });
}

/**
 * Escapes everything that the engine, the display or a terminal could misinterpret: half a
 * surrogate pair (gRPC), a colour code (the display stops), control characters, a message of megabytes. Inputs that would
 * must be changed for that are refused.
 */
const safeTexts: Link = async (call, next) => {
  const print = (line: string) => call.context.print(printable(line));
  try {
    return safe(await next({ ...call, context: { ...call.context, print } }));
  } catch (error) {
    const text = messageText(messageOf(error));
    if (!(error instanceof PartialFailure)) throw new SecurityGroupsError(text);
    throw new PartialFailure(error.id, { ...storable(error.properties) }, text);
  }
};

function safe({ id, outs, inputs, failures, diff }: Answer): Answer {
  if (failures !== undefined)
    return { inputs, failures: [...failures, ...refusals(failures, inputs)].map(printable) };
  return { id: id && printable(id), outs: outs && storable(outs), inputs: inputs && storable(inputs), diff };
}

/** A value that differs between server and state would show as a change at every run. */
function refusals(failures: readonly string[], inputs: Answer["inputs"] = {}): string[] {
  return failures.length > 0 ? [] : unstorable(inputs).map(refusal);
}

const refusal = ({ path, found }: { path: string; found: string }) =>
  `${path} has ${found}, which terminals or Pulumi's display interpret: leave it out.`;

/**
 * Keeps state and previews short: results have the keys of rules and what these do not say, arguments get all fields of
 * rules back. Handlers can be written without knowing that.
 *
 * @param format undefined where a resource has no rules
 */
const shortState =
  (format: RuleFormat | undefined): Link =>
  async (call, next) => {
    if (format === undefined) return next(call);
    const whole = (props: Props) => withRules(props, (rules) => wholeRules(rules, format.parseKey));
    const short = (props: Props) => withRules(props, (rules) => shortRules(rules, format));
    try {
      const answer = await next({ ...call, olds: whole(call.olds), news: whole(call.news) });
      const { outs, inputs } = answer;
      return { ...answer, outs: outs && short(outs), inputs: inputs && short(inputs) };
    } catch (error) {
      throw withState(error, short);
    }
  };

/** Changes the rules of some properties, and those of former secrets among them. */
function withRules(props: Props, change: (rules: unknown) => unknown): Props {
  const former = props[FORMER_SECRETS];
  const changed = ["rules", "unmanagedRules"].filter((field) => props[field] !== undefined);
  return {
    ...props,
    ...Object.fromEntries(changed.map((field) => [field, change(props[field])])),
    ...(isFields(former) ? { [FORMER_SECRETS]: withRules(former, change) } : {}),
  };
}

/**
 * Masks secrets in both provider modes: no secret input shows in anything that the user gets
 * to see, and no former secret goes into state in plain text. Handlers can be written without knowing that.
 */
export const maskSecrets =
  (format: RuleFormat | undefined): Link =>
  async (call, next) => {
    const { operation, news, context } = call;
    const olds = withFormerSecrets(call.olds);
    const mask = maskFor(format?.partOf ?? (() => undefined), news, olds);
    const print = (line: string) => context.print(mask(line));
    const wanted = operation === "diff" ? asSecretAs(olds, call) : news;
    try {
      const answer = await next({ ...call, olds, news: wanted, context: { ...context, print } });
      return sealed(answer, call, olds, mask);
    } catch (error) {
      const message = mask(messageOf(error));
      if (!(error instanceof PartialFailure)) throw new SecurityGroupsError(message);
      const state = stateAfterFailure(maskedTexts(error.properties, news, mask), olds, news);
      throw new PartialFailure(error.id, withSealedOutputs(state, news, olds), message);
    }
  };

/** @param olds what is in state, with former secrets among the others */
function sealed(answer: Answer, { operation, olds: state, news }: Call, olds: Props, mask: Mask): Answer {
  const { id, outs, inputs, failures, diff } = answer;
  if (operation === "check") return { inputs, failures: failures?.map(mask) };
  if (diff !== undefined) {
    return {
      diff: { ...diff, changes: diff.changes || hasFormerSecrets(state) || !isAsSecret(state, news) },
    };
  }
  // What is imported has had no secrets.
  if (id === undefined || outs === undefined || operation === "import") return answer;
  const found = { id, outs, ...(inputs === undefined ? {} : { inputs }) };
  const kept = operation === "read" ? withFormerSecretsOf(found, state) : found;
  return { ...kept, outs: withSealedOutputs(kept.outs, news, olds) };
}

const isAsSecret = (state: Props, news: Props) => isDeepStrictEqual(secretsOf(state), secretsOf(news));

/**
 * New inputs to compare with what is known of a resource: that a rule once was secret does not count as a difference.
 * @param known state, with former secrets among the others
 */
function asSecretAs(known: Props, { olds: state, news }: Call): Props {
  const secretInputs = secretsOf(known);
  return isAsSecret(state, news) && secretInputs.length > 0 ? { ...news, secretInputs } : news;
}

/** A server's text, such as an error, may contain a former secret: no input of that name protects it. */
function maskedTexts(properties: Props, inputs: Props, mask: Mask): Props {
  const isServerText = (name: string, value: unknown): value is string =>
    typeof value === "string" && !(name in inputs);
  const entries = Object.entries(properties).map(([name, value]) => [
    name,
    isServerText(name, value) ? mask(value) : value,
  ]);
  return Object.fromEntries(entries) as Props;
}
