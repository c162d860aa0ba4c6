import type { dynamic } from "@pulumi/pulumi";
import { messageOf, PartialFailure } from "../errors";
import { foundAgain, hasFormerSecrets, stateAfterFailure, withFormerSecrets } from "./secrets/former-secrets";
import type { CallContext, Props, ResourceHandlers } from "./handlers";
import { maskFor } from "./secrets/mask";

/** The host reports `${error}: ${error.stack}` on the console and `message` to the engine: neither shows a stack trace. */
class HostError extends Error {
  override toString(): string {
    return "pulumi-security-groups";
  }
}

/** The form in which the host saves a half-made resource: `reasons` is all that the user gets to see. */
interface PartialHostError {
  id: string;
  properties: Props;
  reasons: string[];
}

function hostError(message: string, partial: PartialHostError | undefined = undefined): HostError {
  const error = new HostError(message);
  error.stack = message;
  return Object.assign(error, partial);
}

/** Without `undefined`, which the host's serialiser refuses; inside an error it would hang the engine. */
function withoutUndefined<T>(value: T): T;
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => withoutUndefined(item ?? null));
  if (typeof value !== "object" || value === null) return value;
  const known = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(known.map(([key, field]) => [key, withoutUndefined(field)]));
}

/**
 * Stands between Pulumi's dynamic-provider host and the handlers, so that these can be written without knowing
 * the host's traps: results lose their `undefined`s, whatever is thrown becomes an Error with a message for the user,
 * without a stack trace, and a partial failure keeps `__provider`, without which the resource could neither be refreshed
 * nor destroyed. No secret input shows in anything that the user gets to see, and none that was one goes into state in
 * clear.
 */
export function guarded(handlers: ResourceHandlers): Required<dynamic.ResourceProvider> {
  return {
    // Not async: the host lets calls through before a configure that waits is over.
    configure: ({ config }) => {
      handlers.configure(config);
      return Promise.resolve();
    },
    check: (olds: Props, news: Props) =>
      guard([news, olds], async ({ context, mask }) => {
        const { inputs, failures } = await handlers.check(olds, news, context);
        // The engine prints the whole value of the property that a failure names, such as all rules, secret ones
        // included. So failures name none, and their reasons say what they are about.
        return {
          inputs: { ...inputs },
          failures: failures.map((reason) => ({ property: "", reason: mask(reason) })),
        };
      }),
    diff: (id, state: Props, news: Props) => {
      const olds = withFormerSecrets(state);
      return guard([news, olds], async () => {
        const { changes, replaces, deleteBeforeReplace } = await handlers.diff(id, olds, news);
        return { changes: changes || hasFormerSecrets(state), replaces: [...replaces], deleteBeforeReplace };
      });
    },
    create: (inputs: Props) => guard([inputs], ({ context }) => handlers.create(inputs, context)),
    read: (id, state: Props = {}) => {
      const props = withFormerSecrets(state);
      return guard([props], async ({ context }) => {
        const read = await handlers.read(id, props, context);
        if (read === undefined) return {};
        const found = foundAgain(read, state);
        return { id: found.id, props: found.outs, inputs: found.inputs };
      });
    },
    update: (id, state: Props, news: Props) => {
      const olds = withFormerSecrets(state);
      return guard([news, olds], ({ context }) => handlers.update(id, olds, news, context));
    },
    delete: (id, state: Props) => {
      const props = withFormerSecrets(state);
      return guard([props], ({ context }) => handlers.delete(id, props, context));
    },
  };
}

/** What a server tells in words, such as an error, may hold what was a secret: no input of its name protects it. */
function masked(properties: Props, inputs: Props, mask: (text: string) => string): Props {
  const isTold = (name: string, value: unknown): value is string =>
    typeof value === "string" && !(name in inputs);
  const entries = Object.entries(properties).map(([name, value]) => [
    name,
    isTold(name, value) ? mask(value) : value,
  ]);
  return Object.fromEntries(entries) as Props;
}

interface Guarded {
  readonly context: CallContext;
  readonly mask: (text: string) => string;
}

/** @param given the props of the call, those that it is about first, then the old ones */
async function guard<T>(given: readonly [Props, Props?], run: (guarded: Guarded) => Promise<T>): Promise<T> {
  const [props, olds = {}] = given;
  const mask = maskFor(props, olds);
  // Lines for the user go to standard output, which the engine passes on.
  const context: CallContext = { tell: (line) => console.log(mask(line)) };
  try {
    return withoutUndefined(await run({ context, mask }));
  } catch (error) {
    const message = mask(messageOf(error));
    if (!(error instanceof PartialFailure)) throw hostError(message);
    const properties = masked(error.properties, props, mask);
    const state = { ...stateAfterFailure(properties, olds, props), __provider: props["__provider"] };
    throw hostError(message, { id: error.id, properties: withoutUndefined(state), reasons: [message] });
  }
}
