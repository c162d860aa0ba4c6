import { chain, type Answer, type Link, type ResourceHandlers, type Props, type Call } from "./handlers";
import { messageOf, PartialFailure, SecurityGroupsError } from "../errors";
import { messageText, printable, storable, unstorable } from "../text/printable";
import { isFields } from "../rules/rule-map";
import type { RuleFormat } from "../rules/codec";
import { shortRules, wholeRules } from "../rules/stored-rules";
import {
  FORMER_SECRETS,
  withFormerSecretsOf,
  hasFormerSecrets,
  stateAfterFailure,
  withFormerSecrets,
  withSealedOutputs,
} from "./secrets/former-secrets";
import { isDeepStrictEqual } from "node:util";
import { type Mask, maskFor } from "./secrets/mask";
import { secretsOf } from "./secrets/secret-inputs";

/**
 * The contract with the engine in both provider modes: strings are safe, state is short, secrets are masked. The
 * order matters: a mask finds secrets in whole rules, and what it leaves of a string may still need escaping.
 */
export const withEngineContract = (handlers: ResourceHandlers): ResourceHandlers =>
  chain(handlers, [safeTexts, shortState(handlers.rules), maskSecrets(handlers.rules)]);

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
  `${path} has ${found}, which terminals or Pulumi's display act upon: leave it out.`;

/**
 * Keeps state and previews short: what leaves has of its rules their keys and what these do not say, what comes in gets
 * all their fields back. Handlers can be written without knowing that.
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
      if (!(error instanceof PartialFailure)) throw error;
      throw new PartialFailure(error.id, short(error.properties), error.message, { cause: error });
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
