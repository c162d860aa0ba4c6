import { isDeepStrictEqual } from "node:util";
import { isFields, ruleParts } from "../../rules/rule-map";
import type { Found, Props } from "../handlers";
import { rulesEntry, secretsOf, type WithSecrets } from "./secret-inputs";

/**
 * Where state has what was secret in the last inputs and is not in the new ones, after an update that failed half-way.
 * The engine keeps an output secret where the new input of that name is, so these values need a place of their own,
 * which the classes name to the engine as a secret output. Outputs that reveal secret rules are there too.
 */
export const FORMER_SECRETS = "formerSecrets";

/** Properties as the handlers know them: former secrets stand among the others, and count as secret. */
export function withFormerSecrets({ [FORMER_SECRETS]: former, ...props }: Props): Props {
  if (!isFields(former)) return props;
  const values = Object.entries(former).filter(([name]) => name !== "secretInputs");
  const united = values.map(([name, value]) => [name, unite(props[name], value)] as const);
  return { ...props, ...Object.fromEntries(united), secretInputs: secretsOf(props, former) };
}

/** Whether something of the last inputs is left there, which the next update has to settle. */
export const hasFormerSecrets = (props: Props): boolean =>
  namesIn(props[FORMER_SECRETS]).some((name) => !RULE_OUTPUTS.includes(name));

/** Outputs that contain rules. If any rule is or was secret, they are among the former secrets, each as a whole. */
export const RULE_OUTPUTS: readonly string[] = ["unmanagedRules", "unreturnableRules"];

/** Those of them that are kept secret, in plain text. */
export function sealedOutputs({ [FORMER_SECRETS]: former }: Props): Props {
  if (!isFields(former)) return {};
  return Object.fromEntries(
    RULE_OUTPUTS.filter((name) => name in former).map((name) => [name, former[name]]),
  );
}

/** What must be sealed where it is not known whether a rule is secret. */
export const ANY_RULE: WithSecrets = { secretInputs: ruleParts.map(rulesEntry) };

/**
 * Outputs with those that contain rules in place of former secrets, if a rule is or was secret: the engine keeps an
 * output secret only where an input of its name is.
 *
 * @param known the properties that say what is or was secret
 */
export function withSealedOutputs(outs: Props, ...known: readonly WithSecrets[]): Props {
  const secretInputs = secretsOf(outs, ...known).filter((entry) => inputName(entry) === "rules");
  const sealed = RULE_OUTPUTS.filter((name) => isFields(outs[name]) && Object.keys(outs[name]).length > 0);
  if (secretInputs.length === 0 || sealed.length === 0) return outs;
  const former = isFields(outs[FORMER_SECRETS]) ? outs[FORMER_SECRETS] : {};
  const values = sealed.map((name) => [name, outs[name]] as const);
  return {
    ...outs,
    ...Object.fromEntries(sealed.map((name) => [name, undefined])),
    [FORMER_SECRETS]: {
      ...former,
      ...Object.fromEntries(values),
      secretInputs: secretsOf(former, { secretInputs }),
    },
  };
}

const namesIn = (former: unknown): string[] =>
  isFields(former) ? Object.keys(former).filter((name) => name !== "secretInputs") : [];

/**
 * State after an update that failed half-way, with what only the old inputs kept secret in its own place.
 *
 * @param olds as the handlers know them
 * @param news the new inputs, whose values are no longer secret
 */
export function stateAfterFailure(properties: Props, olds: Props, news: Props): Props {
  const stillSecret = inputNames(secretsOf(news));
  const secretInputs = secretsOf(olds).filter((entry) => !stillSecret.has(inputName(entry)));
  const { rest, apart } = splitSecrets(properties, inputNames(secretInputs), { secret: olds, open: news });
  return apart === undefined ? rest : { ...rest, [FORMER_SECRETS]: { ...apart, secretInputs } };
}

/** What was read of a resource, with the former secrets that it still has in their own place. */
export function withFormerSecretsOf(found: Found, props: Props): Found {
  const former = props[FORMER_SECRETS];
  if (!isFields(former)) return found;
  const { secretInputs, ...secret } = former;
  const names = Object.keys(secret).filter((name) => !RULE_OUTPUTS.includes(name));
  const without = (all: Props) => splitSecrets(all, names, { secret, open: {} });
  const { rest, apart } = without(found.outs);
  const entry = { secretInputs: props["secretInputs"] };
  return {
    id: found.id,
    outs: {
      ...rest,
      ...entry,
      ...(apart === undefined ? {} : { [FORMER_SECRETS]: { ...apart, secretInputs } }),
    },
    ...(found.inputs === undefined ? {} : { inputs: { ...without(found.inputs).rest, ...entry } }),
  };
}

const inputName = (entry: string) => entry.replace(/\..*$/, "");
const inputNames = (entries: readonly string[]) => new Set(entries.map(inputName));

interface Known {
  readonly secret: Props;
  readonly open: Props;
}

/** Takes out of some properties what is secret and not open as well. */
function splitSecrets(properties: Props, names: Iterable<string>, { secret, open }: Known) {
  const rest = { ...properties };
  const apart: Record<string, unknown> = {};
  for (const name of names) {
    const parts = split(properties[name], secret[name], open[name]);
    rest[name] = parts.kept;
    if (parts.apart !== undefined) apart[name] = parts.apart;
  }
  return { rest, apart: Object.keys(apart).length === 0 ? undefined : apart };
}

/** Maps and lists by their entries, all else as a whole. */
function split(present: unknown, secret: unknown, open: unknown): { kept: unknown; apart: unknown } {
  if (isList(present)) {
    const isApart = (one: unknown) => has(secret, one) && !has(open, one);
    const apart = present.filter(isApart);
    return { kept: present.filter((one) => !isApart(one)), apart: apart.length === 0 ? undefined : apart };
  }
  if (isFields(present)) {
    const entries = Object.entries(present);
    const isApart = ([key]: [string, unknown]) => isKey(secret, key) && !isKey(open, key);
    const apart = entries.filter(isApart);
    const kept = Object.fromEntries(entries.filter((entry) => !isApart(entry)));
    return { kept, apart: apart.length === 0 ? undefined : Object.fromEntries(apart) };
  }
  const isApart = present !== undefined && isDeepStrictEqual(present, secret) && present !== open;
  return isApart ? { kept: undefined, apart: present } : { kept: present, apart: undefined };
}

function unite(open: unknown, secret: unknown): unknown {
  if (isList(open) && isList(secret)) return [...open, ...secret];
  return isFields(open) && isFields(secret) ? { ...open, ...secret } : secret;
}

const has = (list: unknown, one: unknown) =>
  isList(list) && list.some((other) => isDeepStrictEqual(one, other));
const isKey = (map: unknown, key: string) => isFields(map) && Object.hasOwn(map, key);

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
