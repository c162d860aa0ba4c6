import { keysOfNetwork, replaceAddressesAndNumbers, isAnywhere, parseCidr } from "../../net/cidr";
import {
  escapeRegExp,
  redactor,
  SECRET_TEXT,
  SHORTEST_SECRET,
  withoutServerTexts,
} from "../../text/printable";
import type { Props } from "../handlers";
import { type PartOf, type RulePart, ruleParts } from "../../rules/rule-map";
import { rulesEntry, secretsOf } from "./secret-inputs";

/** A secret value, and the field that it stands in. */
interface Value {
  readonly field: string;
  readonly value: string | number;
}

export type Mask = (text: string) => string;

/**
 * A function that masks the secret inputs of a resource in a string, in each notation that can occur. All
 * that the user gets to see goes through it.
 *
 * @param partOf what of a rule its fields reveal
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
