import { isDeepStrictEqual } from "node:util";
import { messageOf, PartialFailure, SecurityGroupsError } from "../../errors";
import type { RuleFormat } from "../../rules/codec";
import type { Answer, Call, Link, Props } from "../handlers";
import {
  withFormerSecretsOf,
  hasFormerSecrets,
  stateAfterFailure,
  withFormerSecrets,
  withSealedOutputs,
} from "./former-secrets";
import { type Mask, maskFor } from "./mask";
import { secretsOf } from "./secret-inputs";

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
