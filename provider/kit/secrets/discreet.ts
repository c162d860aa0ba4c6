import { messageOf, PartialFailure, SecurityGroupsError } from "../../errors";
import { foundAgain, hasFormerSecrets, stateAfterFailure, withFormerSecrets } from "./former-secrets";
import type { CallContext, Props, ResourceHandlers } from "../handlers";
import { maskFor } from "./mask";

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
        const result = await handlers.diff(id, olds, news, { ...subject, tell });
        return { ...result, changes: result.changes || hasFormerSecrets(state) };
      });
    },
    create: (inputs, context) => masked([inputs], context, (own) => handlers.create(inputs, own)),
    read: (id, state, context) => {
      const props = withFormerSecrets(state);
      return masked([props], context, async (own) => {
        const found = await handlers.read(id, props, own);
        return found && foundAgain(found, state);
      });
    },
    import: (id, name, context) => masked([{}], context, (own) => handlers.import(id, name, own)),
    update: (id, state, news, context) => {
      const olds = withFormerSecrets(state);
      return masked([news, olds], context, (own) => handlers.update(id, olds, news, own));
    },
    delete: (id, state, context) => {
      const props = withFormerSecrets(state);
      return masked([props], context, (own) => handlers.delete(id, props, own));
    },
  };
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
    throw new PartialFailure(error.id, state, message);
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
