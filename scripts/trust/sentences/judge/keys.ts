import { readRange } from "./address";
import type { Limits, LiveRule } from "./packet";
import { type GroupOf, readPhrase, Unreadable } from "./phrases";

/** Protocols that are unknown to the product, of rules that the trial adds. */
const UNHEARD = /^(zzz|all) /;

/** A rule by the key that sentences call it by: `ingress IPv4 tcp 443 from 0.0.0.0/0`, `ingress tcp 22 from anywhere`. */
export function ruleOfKey(key: string, groupOf: GroupOf): LiveRule {
  const said = /^(ingress|egress)( IPv[46])? (.+)$/.exec(key);
  if (said === null) throw new Unreadable(`key: ${key}`);
  const [, direction, family, rest = ""] = said;
  if (UNHEARD.test(rest)) {
    const most: Limits = {
      direction: direction === "egress" ? "egress" : "ingress",
      families: ["IPv4", "IPv6"],
    };
    return { id: key, certain: [], perhaps: [most] };
  }
  const phrase = readPhrase(`${direction === "egress" ? "egress " : ""}${rest}`, groupOf);
  const all = phrase.includes.filter(
    ({ families }) => family === undefined || families.join() === family.trim(),
  );
  // Without a family these are keys of e24cloud, where no address means IPv4 for sure.
  const isAny = family === undefined && / (from|to) anywhere/.test(rest) && !hasIPv6(rest);
  const certain = isAny ? all.filter(({ families }) => families.join() === "IPv4") : all;
  return { id: key, certain, perhaps: isAny ? all.filter((one) => !certain.includes(one)) : [] };
}

const hasIPv6 = (text: string) => text.split(/[ ,]+/).some((word) => readRange(word)?.family === "IPv6");

/** The keys that are in quotation marks. */
export const keysIn = (text: string): string[] => [...text.matchAll(/"([^"]+)"/g)].map(([, key = ""]) => key);

export const limitsOf = (rules: readonly LiveRule[]): Limits[] =>
  rules.flatMap(({ certain, perhaps }) => [...certain, ...perhaps]);
