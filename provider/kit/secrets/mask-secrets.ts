import { isDeepStrictEqual } from "node:util";
import { messageOf, PartialFailure, SecurityGroupsError } from "../../errors";
import type { CallContext, Props, ResourceHandlers, Stored } from "../handlers";
import {
  foundAgain,
  hasFormerSecrets,
  stateAfterFailure,
  withFormerSecrets,
  withSealedOutputs,
} from "./former-secrets";
import { maskFor } from "./mask";
import { secretsOf } from "./secret-inputs";

/**
 * Keeps secrets in, whichever way the engine comes to the handlers: no secret input shows in anything that the user gets
 * to see, and none that was one goes into state in clear. Handlers can be written without knowing that.
 */
export function discreet(handlers: ResourceHandlers): ResourceHandlers {
  return {
    ruleOfKey: handlers.ruleOfKey,
    configure: (config) => handlers.configure(config),
    check: (olds, news, context) =>
      masked([news, olds], context, async (own, mask) => {
        const { inputs, failures } = await handlers.check(olds, news, own);
        return { inputs, failures: failures.map(mask) };
      }),
    diff: (id, state, news, subject) => {
      const olds = withFormerSecrets(state);
      return masked([news, olds], { tell: () => undefined, ...subject }, async ({ tell }) => {
        const isAsSecret = isDeepStrictEqual(secretsOf(state), secretsOf(news));
        const wanted = isAsSecret ? asSecretAs(olds, news) : news;
        const result = await handlers.diff(id, olds, wanted, { ...subject, tell });
        return { ...result, changes: result.changes || hasFormerSecrets(state) || !isAsSecret };
      });
    },
    create: (inputs, context) =>
      masked([inputs], context, async (own) => sealed(await handlers.create(inputs, own), inputs)),
    read: (id, state, context) => {
      const props = withFormerSecrets(state);
      return masked([props], context, async (own) => {
        const found = await handlers.read(id, props, own);
        return found && sealed(foundAgain(found, state), props);
      });
    },
    import: (id, name, context) => masked([{}], context, (own) => handlers.import(id, name, own)),
    update: (id, state, news, context) => {
      const olds = withFormerSecrets(state);
      return masked([news, olds], context, async (own) =>
        sealed(await handlers.update(id, olds, news, own), news, olds),
      );
    },
    delete: (id, state, context) => {
      const props = withFormerSecrets(state);
      return masked([props], context, (own) => handlers.delete(id, props, own));
    },
  };
}

const sealed = <T extends Stored>(stored: T, ...known: readonly Props[]): T => ({
  ...stored,
  outs: withSealedOutputs(stored.outs, ...known),
});

/**
 * New inputs to compare with what is known of a resource: that a rule once was secret is no difference.
 * @param known state, with former secrets among the others
 */
function asSecretAs(known: Props, news: Props): Props {
  const secretInputs = secretsOf(known);
  return secretInputs.length > 0 ? { ...news, secretInputs } : news;
}

type Mask = (text: string) => string;

/**
 * Runs a handler with a context that masks, and masks what it throws.
 * @param given the props of the call, those that it is about first, then the old ones
 */
async function masked<T>(
  [props, olds = {}]: readonly [Props, Props?],
  context: CallContext,
  run: (context: CallContext, mask: Mask) => Promise<T>,
): Promise<T> {
  const mask = maskFor(props, olds);
  try {
    return await run({ ...context, tell: (line) => context.tell(mask(line)) }, mask);
  } catch (error) {
    const message = mask(messageOf(error));
    if (!(error instanceof PartialFailure)) throw new SecurityGroupsError(message);
    const state = stateAfterFailure(maskedTexts(error.properties, props, mask), olds, props);
    throw new PartialFailure(error.id, withSealedOutputs(state, props, olds), message);
  }
}

/** What a server tells in words, such as an error, may hold what was a secret: no input of its name protects it. */
function maskedTexts(properties: Props, inputs: Props, mask: Mask): Props {
  const isTold = (name: string, value: unknown): value is string =>
    typeof value === "string" && !(name in inputs);
  const entries = Object.entries(properties).map(([name, value]) => [
    name,
    isTold(name, value) ? mask(value) : value,
  ]);
  return Object.fromEntries(entries) as Props;
}
