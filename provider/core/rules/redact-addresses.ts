import { parseCidr } from "../net/cidr";
import { redactor } from "../text/redact";

/** What a resource was given: its rules, and whether they hold secrets. */
export interface RulesInProps {
  rules?: unknown;
  secretRules?: unknown;
}

/** A function that blots the addresses of secret rules out of a text, in each spelling that can come up in one. */
export function addressRedactor(...props: readonly RulesInProps[]): (text: string) => string {
  const secret = props.filter(({ secretRules }) => secretRules === true);
  return redactor(
    secret.flatMap(({ rules }) => addressesIn(rules)).flatMap((cidr) => [cidr, cidr.replace(/\/.*$/, "")]),
  );
}

function addressesIn(value: unknown): string[] {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(addressesIn);
  if (typeof value !== "string") return [];
  const cidr = parseCidr(value, { bareHost: true });
  // Any address is no secret, and its parts stand in many texts.
  return "problem" in cidr || cidr.prefix === 0 ? [] : [value];
}
