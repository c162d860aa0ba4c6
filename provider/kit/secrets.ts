import { z } from "zod";
import { type RulePart, type PartOf, ruleParts, isFields } from "../rules/rule-map";
import type { HandlerName } from "./resource-types";
import { keysOfNetwork, replaceAddressesAndNumbers, isAnywhere, parseCidr } from "../net/ranges";
import { escapeRegExp, redactor, SECRET_TEXT, SHORTEST_SECRET, withoutServerTexts } from "../text/printable";
import type { Props, Found } from "./handlers";
import { isDeepStrictEqual } from "node:util";

// The list of what is secret, as inputs and state have it.

/**
 * Which inputs hold secrets: their names, and for rules the parts. The engine passes secrets in plain text, so the class
 * lists them; state has the list next to the values, which the engine keeps secret there.
 */
export const secretInputs = z.array(z.string());

/** Properties with the list of what is secret in them. */
export interface WithSecrets {
  readonly secretInputs?: unknown;
}

/** How the list names a part of the rules. */
export const rulesEntry = (part: RulePart) => `rules.${part}`;

/** The inputs that are secret in any of some properties. */
export function secretsOf(...props: readonly WithSecrets[]): string[] {
  const lists = props.map(({ secretInputs: list }) => secretInputs.safeParse(list).data ?? []);
  return [...new Set(lists.flat())].toSorted();
}

/** The entries of the list that are about parts of the rules. */
export const secretRuleEntries = (props: WithSecrets): string[] =>
  secretsOf(props).filter((entry) => entry.startsWith("rules."));

/** Whether anything of the rules is secret. */
export const hasSecretRules = (props: WithSecrets): boolean =>
  secretsOf(props).some((entry) => /^rules\b/.test(entry));

export type RuleSecrecy = Readonly<Record<RulePart, boolean>>;

/** Which parts of the rules must stay out of messages. */
export function ruleSecrecy(...props: readonly WithSecrets[]): RuleSecrecy {
  const secrets = secretsOf(...props);
  const isSecret = (part: RulePart) => secrets.includes(rulesEntry(part));
  return { peers: isSecret("peers"), ports: isSecret("ports"), descriptions: isSecret("descriptions") };
}

/** What must be sealed where it is not known whether a rule is secret. */
export const ANY_RULE: WithSecrets = { secretInputs: ruleParts.map(rulesEntry) };

// What is secret in a program.

/** How to recognize secrets in a form of values. */
export interface Secrecy {
  /** Whether there is a secret anywhere in the value. */
  readonly isSecret: (value: unknown) => boolean | Promise<boolean>;
  /** Whether it is unknown which part of the value is secret. */
  readonly isWhole: (value: unknown) => boolean;
  /** Which part of a rule each field reveals. */
  readonly partOf: PartOf;
}

/** The inputs of a resource that hold secrets, for checks and messages; undefined where there are none. */
export async function secretNames(
  { rules, ...others }: Readonly<Record<string, unknown>>,
  secrecy: Secrecy,
): Promise<string[] | undefined> {
  const secret = await Promise.all(
    Object.entries(others).map(async ([name, value]) => ((await secrecy.isSecret(value)) ? [name] : [])),
  );
  const parts = await secretRuleParts(rules, secrecy);
  const found = [...secret.flat(), ...parts.map(rulesEntry)];
  return found.length === 0 ? undefined : found.toSorted();
}

async function secretRuleParts(rules: unknown, secrecy: Secrecy): Promise<RulePart[]> {
  if (!Array.isArray(rules)) return (await secrecy.isSecret(rules)) ? [...ruleParts] : [];
  const found = await Promise.all(rules.map((rule: unknown) => partsOfRule(rule, secrecy)));
  return [...new Set(found.flat())];
}

/** What is secret in one rule; all of it if that is unknown. */
async function partsOfRule(rule: unknown, { isSecret, isWhole, partOf }: Secrecy): Promise<RulePart[]> {
  if (typeof rule !== "object" || rule === null || isWhole(rule)) {
    return (await isSecret(rule)) ? [...ruleParts] : [];
  }
  const parts = Object.entries(rule).map(async ([field, value]: [string, unknown]) => {
    if (!(await isSecret(value))) return [];
    const part = partOf(field);
    return part === undefined || part === "plain" ? [...ruleParts] : [part];
  });
  return (await Promise.all(parts)).flat();
}

// Masking it in texts.

export type Mask = (text: string) => string;

/** A secret value, and its field. */
interface Value {
  readonly field: string;
  readonly value: string | number;
}

/**
 * A function that masks the secret inputs of a resource in a string, in each notation that can occur. All
 * output for the user goes through it.
 *
 * @param partOf which part of a rule each field reveals
 * @param props old and new properties, each with its list of secret inputs
 */
export function maskFor(partOf: PartOf, ...props: readonly Props[]): Mask {
  const values = props.flatMap((some) => secretValues(some, partOf));
  if (values.length === 0) return (text) => text;
  let mask: Mask | undefined;
  // Made with the first text: most calls have none to show.
  return (text) => (mask ??= maskOf(values, partOf))(text);
}

function secretValues(props: Props, partOf: PartOf): Value[] {
  const secrets = secretsOf(props);
  const inputs = secrets.filter((name) => !name.startsWith("rules."));
  const rules = ["rules", "unmanagedRules"].flatMap((name) => valuesIn(props[name], "rules"));
  const isSecret = (part: RulePart) => secrets.includes(rulesEntry(part));
  const inRules = rules.filter(({ field }) => {
    const part = partOf(field);
    if (part === "plain") return false;
    // A field that no table declares may reveal anything.
    return part === undefined ? ruleParts.some(isSecret) : isSecret(part);
  });
  return [...inputs.flatMap((name) => valuesIn(props[name], name)), ...inRules];
}

/** All texts and numbers inside, those of a list under the field of the list. */
function valuesIn(value: unknown, field: string): Value[] {
  if (typeof value === "string" || typeof value === "number") return [{ field, value }];
  if (Array.isArray(value)) return value.flatMap((one: unknown) => valuesIn(one, field));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, one]: [string, unknown]) => valuesIn(one, name));
}

function maskOf(values: readonly Value[], partOf: PartOf): Mask {
  const isPort = (field: string) => partOf(field) === "ports";
  const ports = new Set(values.filter(({ field }) => isPort(field)).flatMap(numbersIn));
  const texts = values.filter(({ field }) => !isPort(field) && !WORDS.includes(field)).map(textOf);
  const short = texts.filter((text) => text !== "" && text.length < SHORTEST_SECRET);
  const addresses = new Set(texts.flatMap(keysOfNetwork));
  const redact = redactor(texts.filter((text) => text.length >= SHORTEST_SECRET).flatMap(spellings));
  const withoutShort = short.length === 0 ? (text: string) => text : shortTexts(short);
  return (text) =>
    replaceAddressesAndNumbers(
      withoutShort(redact(text)),
      (address, key) => (addresses.has(key) ? SECRET_TEXT : address),
      (number) => (ports.has(String(Number(number))) ? SECRET_TEXT : number),
    );
}

/** Fields whose words are known to all, so that hiding one would hide nothing and spoil the text. */
const WORDS = ["direction", "ethertype", "protocol", "guard", "onStuck", "defaultRules", "onDestroy"];

const textOf = ({ value }: Value) => String(value).trim();

function spellings(text: string): string[] {
  if (text === "self" || isAnywhere(text)) return [];
  const cidr = parseCidr(text, { bareHost: "all" });
  // The address for anywhere is not secret, and its parts occur in many strings.
  if (!("problem" in cidr)) return cidr.prefix === 0 ? [] : [text, bare(text), cidr.text, cidr.address];
  const hex = text.replaceAll("-", "").toLowerCase();
  return /^[0-9a-f]{32}$/.test(hex) ? [text, hex, withDashes(hex)] : [text, ...partsOfUrl(text)];
}

/** Messages name a server by parts of its address. */
function partsOfUrl(text: string): string[] {
  if (!/^https?:/i.test(text) || !URL.canParse(text)) return [];
  const { origin, host, hostname, pathname } = new URL(text);
  return [origin + pathname, origin, host, hostname];
}

const bare = (address: string) => address.replace(/\/.*$/, "");

const withDashes = (hex: string) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");

const numbersIn = ({ value }: Value): string[] =>
  (String(value).match(/\d+/g) ?? []).map((number) => String(Number(number)));

/** What is too short to be seen inside of words: our own texts have it as a word, a server's may have it anywhere. */
function shortTexts(texts: readonly string[]): Mask {
  const words = new RegExp(
    `(?<![\\p{L}\\p{N}])(${texts.map(escapeRegExp).join("|")})(?![\\p{L}\\p{N}])`,
    "giu",
  );
  return (text) => withoutServerTexts(text).replace(words, SECRET_TEXT);
}

// What was secret before, and what outputs show of it.

/**
 * Where state has what was secret in the last inputs and is not in the new ones, after an update that failed half-way.
 * The engine keeps an output secret where the new input of that name is, so these values need a place of their own,
 * which the classes name to the engine as a secret output. Outputs that reveal secret rules are there too.
 */
export const FORMER_SECRETS = "formerSecrets";

/** Outputs that contain rules. If any rule is or was secret, they are among the former secrets, each as a whole. */
export const RULE_OUTPUTS: readonly string[] = ["unmanagedRules", "unreturnableRules"];

/** Properties as the handlers know them: former secrets are among the others, and count as secret. */
export function withFormerSecrets({ [FORMER_SECRETS]: former, ...props }: Props): Props {
  if (!isFields(former)) return props;
  const values = Object.entries(former).filter(([name]) => name !== "secretInputs");
  const united = values.map(([name, value]) => [name, unite(props[name], value)] as const);
  return { ...props, ...Object.fromEntries(united), secretInputs: secretsOf(props, former) };
}

/** Whether something of the last inputs is left there, which the next update has to settle. */
export const hasFormerSecrets = (props: Props): boolean =>
  namesIn(props[FORMER_SECRETS]).some((name) => !RULE_OUTPUTS.includes(name));

/** Those of them that are kept secret, in plain text. */
export function sealedOutputs({ [FORMER_SECRETS]: former }: Props): Props {
  if (!isFields(former)) return {};
  return Object.fromEntries(
    RULE_OUTPUTS.filter((name) => name in former).map((name) => [name, former[name]]),
  );
}

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

const namesIn = (former: unknown): string[] =>
  isFields(former) ? Object.keys(former).filter((name) => name !== "secretInputs") : [];

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

// How secrets are marked by Pulumi, and which settings are copied into state.

/**
 * How Pulumi marks a secret, on the wire and in state: an object that has `SECRET` under `SIGNATURE` (Pulumi SDK,
 * `runtime.rpc.specialSecretSig` and `specialSigKey`).
 */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";

export const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Inputs that are taken from the settings where a program does not give them. */
export const copiedSettings: Readonly<Record<HandlerName, Readonly<Record<string, string>>>> = {
  waldurSecurityGroup: { apiUrl: "waldur:apiUrl", tenant: "waldur:tenant" },
  // The tenant is not one of their inputs; listed as secret, it keeps the output of that name out of state.
  waldurSecurityGroupRules: { apiUrl: "waldur:apiUrl", tenant: "waldur:tenant" },
  waldurSecurityGroupAttachment: { apiUrl: "waldur:apiUrl", tenant: "waldur:tenant" },
  e24cloudFirewallGroup: { endpoint: "e24cloud:endpoint" },
};
