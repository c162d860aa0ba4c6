import type { dynamic } from "@pulumi/pulumi";
import * as settings from "@pulumi/pulumi/runtime/settings";
import { messageOf, PartialFailure } from "../errors";
import { withEngineContract } from "../kit/operation";
import { splitReplaceOnChanges } from "../kit/program-context";
import { EngineLog, type LogClient } from "./engine-log";
import type { CallContext, Props, ResourceHandlers } from "../kit/handlers";

/** The host reports `${error}: ${error.stack}` on the console and `message` to the engine: neither shows a stack trace. */
class HostError extends Error {
  override toString(): string {
    return "pulumi-security-groups";
  }
}

/** The form in which the host saves a partially created resource: the user sees only `reasons`. */
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

/** The client of the engine: the host gets its address, and does not pass it on to the SDK. */
export function engineOfDynamicHost(address: string): LogClient | undefined {
  settings.resetOptions(settings.getProject(), settings.getStack(), 1, address, "", false, "");
  return settings.getEngine();
}

/**
 * Adapts the handlers to Pulumi's dynamic-provider host, so that they can be written without knowing the
 * host's traps: results lose their `undefined`s, whatever is thrown becomes an Error with a message for the user,
 * without a stack trace, and a partial failure keeps `__provider`, without which the resource could neither be refreshed
 * nor destroyed.
 */
export function toDynamicProvider(
  resource: ResourceHandlers,
  log = new EngineLog(),
): Required<dynamic.ResourceProvider> {
  const handlers = withEngineContract(resource);
  // The host does not say which resource a call is about.
  const context: CallContext = { print: (line) => log.print("", line) };
  const guard = async <T>(props: Props, run: () => Promise<T>): Promise<T> => {
    try {
      return await guarded(props, run);
    } finally {
      await log.flushed();
    }
  };
  return {
    // Not async: the host lets calls through before a configure that waits is over.
    configure: ({ config }) => {
      handlers.configure(config);
      return Promise.resolve();
    },
    check: (olds: Props, news: Props) =>
      guard(news, async () => {
        const given = splitReplaceOnChanges(news);
        const { inputs, failures } = await handlers.check(
          splitReplaceOnChanges(olds).inputs,
          given.inputs,
          context,
        );
        // The engine prints the whole value of the property that a failure names, such as all rules, secret ones
        // included. So failures name none, and their reasons say what they are about.
        return {
          inputs: { ...inputs, ...given.kept },
          failures: failures.map((reason) => ({ property: "", reason })),
        };
      }),
    diff: (id, olds: Props, news: Props) =>
      guard(news, async () => {
        const { inputs, paths } = splitReplaceOnChanges(news);
        const subject = { replaceOnChanges: paths, print: context.print };
        const { changes, replaces, deleteBeforeReplace } = await handlers.diff(id, olds, inputs, subject);
        return { changes: changes || !hasCode(olds), replaces: [...replaces], deleteBeforeReplace };
      }),
    create: (inputs: Props) =>
      guard(inputs, () => handlers.create(splitReplaceOnChanges(inputs).inputs, context)),
    read: (id, props: Props = {}) =>
      guard(props, async () => {
        const found = await handlers.read(id, props, context);
        return found === undefined ? {} : { id: found.id, props: found.outs, inputs: found.inputs };
      }),
    update: (id, olds: Props, news: Props) =>
      guard(news, () => handlers.update(id, olds, splitReplaceOnChanges(news).inputs, context)),
    delete: (id, props: Props) => guard(props, () => handlers.delete(id, props, context)),
  };
}

/**
 * Whether state has the code that the host runs. What the native plugin has made lacks it, and could be neither refreshed
 * nor destroyed here: an update that sends nothing puts it in.
 */
const hasCode = (props: Props) => typeof props["__provider"] === "string";

/** @param props those that the call is about */
async function guarded<T>(props: Props, run: () => Promise<T>): Promise<T> {
  try {
    return withoutUndefined(await run());
  } catch (error) {
    const message = messageOf(error);
    if (!(error instanceof PartialFailure)) throw hostError(message);
    const properties = withoutUndefined({ ...error.properties, __provider: props["__provider"] });
    throw hostError(message, { id: error.id, properties, reasons: [message] });
  }
}
