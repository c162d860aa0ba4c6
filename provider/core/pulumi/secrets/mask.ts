import { parseCidr } from "../../net/cidr";
import { redactor } from "../../text/redact";
import type { Props } from "../handlers";
import { partOf, rulesEntry, secretsOf } from "./secret-inputs";

/** A secret value, and the field that it stands in. */
interface Value {
  readonly field: string;
  readonly value: string | number;
}

/**
 * A function that takes the secret inputs of a resource out of a text, in each spelling that can come up in one. All
 * that the user gets to see goes through it.
 *
 * @param props old and new properties, each with its list of secret inputs
 */
export function maskFor(...props: readonly Props[]): (text: string) => string {
  const values = props.flatMap(secretValues);
  const redact = redactor(values.filter(({ field }) => !isPort(field)).flatMap(spellings));
  const numbers = new Set(values.filter(({ field }) => isPort(field)).flatMap(numbersIn));
  return (text) => [...numbers].reduce(withoutNumber, redact(text));
}

function secretValues(props: Props): Value[] {
  const secrets = secretsOf(props);
  const inputs = secrets.filter((name) => !name.startsWith("rules."));
  const inRules = valuesIn(props["rules"], "rules").filter(({ field }) => {
    const part = partOf(field);
    return part !== undefined && secrets.includes(rulesEntry(part));
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

const isPort = (field: string) => partOf(field) === "ports";

/** Fields whose words are known to all, so that hiding one would hide nothing and spoil the text. */
const WORDS = ["direction", "ethertype", "protocol", "guard", "onStuck", "defaultRules", "onDestroy"];
/** Shorter texts stand in too many words. */
const SHORTEST = 3;

function spellings({ field, value }: Value): string[] {
  const text = String(value).trim();
  if (WORDS.includes(field) || text.length < SHORTEST || text === "self") return [];
  const cidr = parseCidr(text, { bareHost: true });
  // Any address is no secret, and its parts stand in many texts.
  if (!("problem" in cidr)) return cidr.prefix === 0 ? [] : [text, bare(text), cidr.text, cidr.address];
  const hex = text.replaceAll("-", "").toLowerCase();
  return /^[0-9a-f]{32}$/.test(hex) ? [text, text.toLowerCase(), hex] : [text];
}

const bare = (address: string) => address.replace(/\/.*$/, "");

const numbersIn = ({ value }: Value): string[] => String(value).match(/\d+/g) ?? [];

/** A number is only one where it stands by itself, or at the end of a range. */
const withoutNumber = (text: string, number: string) =>
  text.replace(new RegExp(`(?<![\\w.:/])${number}(?![\\w.:/]*\\w)`, "g"), "[secret]");
