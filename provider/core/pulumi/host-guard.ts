import type { dynamic } from "@pulumi/pulumi";
import { messageOf, PartialFailure } from "../errors";
import { addressRedactor } from "../rules/redact-addresses";

/** The host reports `${error}: ${error.stack}` on the console and `message` to the engine: neither shows a stack trace. */
class HostError extends Error {
  override toString(): string {
    return "pulumi-security-groups";
  }
}

/** The form in which the host saves a half-made resource: `reasons` is all that the user gets to see. */
interface PartialHostError {
  id: string;
  properties: Record<string, unknown>;
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
 * Stands between Pulumi's dynamic-provider host and CRUD code, so that the latter can be written without knowing
 * the host's traps: results lose their `undefined`s, whatever is thrown becomes an Error with a message for the
 * user, without a stack trace and without addresses of secret rules, and a partial failure keeps `__provider`, without which the resource could
 * neither be refreshed nor destroyed.
 */
export function guarded(provider: dynamic.ResourceProvider): Required<dynamic.ResourceProvider> {
  /** @param given the props of the call, those that it is about first */
  const guard = async <T>(run: () => Promise<T> | undefined, fallback: T, ...given: Inputs[]): Promise<T> => {
    try {
      return withoutUndefined((await run()) ?? fallback);
    } catch (error) {
      const message = addressRedactor(...given)(messageOf(error));
      if (!(error instanceof PartialFailure)) throw hostError(message);
      const properties = withoutUndefined({ ...error.properties, __provider: given[0]?.["__provider"] });
      throw hostError(message, { id: error.id, properties, reasons: [message] });
    }
  };
  return {
    // Not async: the host lets calls through before a configure that waits is over.
    configure: (request) => provider.configure?.(request) ?? Promise.resolve(),
    check: (olds: Inputs, news: Inputs) =>
      guard(
        async () => withoutProperties((await provider.check?.(olds, news)) ?? {}),
        { inputs: news },
        news,
        olds,
      ),
    diff: (id, olds: Inputs, news: Inputs) => guard(() => provider.diff?.(id, olds, news), {}, news, olds),
    create: (inputs: Inputs) => guard(() => provider.create(inputs), { id: "", outs: inputs }, inputs),
    read: (id, props: Inputs = {}) => guard(() => provider.read?.(id, props), { id, props }, props),
    update: (id, olds: Inputs, news: Inputs) =>
      guard(() => provider.update?.(id, olds, news), { outs: news }, news, olds),
    delete: (id, props: Inputs) => guard(() => provider.delete?.(id, props), undefined, props),
  };
}

/**
 * The engine prints the whole value of the property that a failure names, such as all rules, secret ones included.
 * So failures name none, and their reasons say what they are about.
 */
function withoutProperties({ failures, ...result }: dynamic.CheckResult): dynamic.CheckResult {
  return { ...result, failures: failures?.map(({ reason }) => ({ property: "", reason })) };
}

type Inputs = Record<string, unknown>;
