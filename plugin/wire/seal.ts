import {
  FORMER_SECRETS,
  sealedOutputs,
  SECRET,
  SIGNATURE,
  type Secrecy,
  secretsOf,
} from "../../provider/kit/secrets";
import type { Props, ResourceHandlers } from "../../provider/kit/handlers";

/** A secret in the form that the engine sends and expects: what the plugin sends in plain text is kept in plain text. */
interface Sealed {
  readonly value: unknown;
}

export const isSealed = (value: unknown): value is Sealed =>
  isObject(value) && value[SIGNATURE] === SECRET && "value" in value;

/** A value as a secret. One that is a secret as a whole stays as it is. */
export const sealed = (value: unknown): unknown =>
  isSealed(value) ? value : { [SIGNATURE]: SECRET, value: opened(value) };

/** A value without its seals, at every depth. */
export function opened(value: unknown): unknown {
  if (isSealed(value)) return opened(value.value);
  if (Array.isArray(value)) return value.map(opened);
  return isObject(value) ? openedProps(value) : value;
}

export const openedProps = (props: Props): Props =>
  Object.fromEntries(Object.entries(props).map(([name, value]) => [name, opened(value)]));

/** Whether there is a secret anywhere inside. */
export function holdsSecret(value: unknown): boolean {
  if (isSealed(value)) return true;
  if (Array.isArray(value)) return value.some(holdsSecret);
  return isObject(value) && Object.values(value).some(holdsSecret);
}

/** How secrets are recognized in what the engine sends for a resource. */
export const secrecyOf = ({ rules }: Pick<ResourceHandlers, "rules">): Secrecy => ({
  isSecret: holdsSecret,
  isWhole: isSealed,
  partOf: rules?.partOf ?? (() => undefined),
});

/**
 * Seals each property that leaves the plugin as a whole if a property of its name is secret in the call, or if it is declared
 * secret itself. A rule that is secret in part makes all rules secret, since their keys contain it.
 *
 * @param came the properties of the call, as received
 */
export function sealedLike(properties: Props, came: Props): Props {
  const secret = new Set([
    FORMER_SECRETS,
    ...Object.keys(came).filter((name) => holdsSecret(came[name])),
    ...secretsOf(properties, openedProps(came)).map((entry) => entry.replace(/\..*$/, "")),
  ]);
  const entries = Object.entries(properties).map(([name, value]): [string, unknown] => [
    name,
    secret.has(name) && value !== undefined ? sealed(value) : value,
  ]);
  const shown = Object.entries(sealedOutputs(openedProps(properties)));
  return Object.fromEntries([...entries, ...shown.map(([name, value]) => [name, sealed(value)] as const)]);
}

function isObject(value: unknown): value is Props {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
