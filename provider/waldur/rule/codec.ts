import type { Fields } from "../../rules/rule-map";
import { listRules } from "../../rules/stored-rules";
import { ruleSecrecy, type WithSecrets } from "../../kit/secrets/secret-inputs";
import type { NewWireRule, WireRule } from "../api/schema";
import type { Rule, RuleDraft } from "./args";
import { codec, type RuleHome, ANY } from "./fields";
import { isWaldurProtocol, protocolNumber, protocolFor } from "./protocols";

/**
 * The readable identity of a rule: everything but its description, which OpenStack does not count either.
 * `ingress IPv4 tcp 443 from 0.0.0.0/0`, `egress IPv6 any to ::/0`, `ingress IPv4 icmp type 8 code 0 from this group`.
 */
export function ruleKey(rule: RuleDraft): string {
  return codec.key(rule);
}

/** What a rule is about, without the other side: `ingress IPv4 tcp 443`. */
export function ruleLabel(rule: Partial<RuleDraft>): string {
  return codec.label(rule);
}

/** What the server has, in canonical form. Values that nobody would write stay as they are. */
export function fromWire(wire: WireRule, group: string): Rule {
  return codec.decode(wire, group);
}

/** A rule as it is sent to be recreated. */
export function toWire(rule: Rule, home: RuleHome): NewWireRule {
  return codec.encode(rule, home);
}

/**
 * A rule as it is sent to be left alone: exactly as it was read, since OpenStack recreates a rule when its spelling
 * differs. Waldur does not take all of them, see `fateOf`.
 */
export function asRead(wire: WireRule): NewWireRule {
  return { id: wire.id, ...codec.asRead(wire) };
}

/** A rule as a person would write it in a program, which means the same. */
export function toRuleArgs(rule: Rule): Fields {
  return codec.spell(rule);
}

/** Whether two rules are the same in every field, the description included. */
export function sameRule(one: Rule, other: Rule): boolean {
  return codec.isSame(one, other);
}

/** How rules are called in messages: by their keys, or without the other side where that is secret. */
export type RuleNaming = (rule: Rule) => string;

export function ruleNaming(given: WithSecrets): RuleNaming {
  return ruleSecrecy(given).peers ? ruleLabel : ruleKey;
}

/** Names the rule at a position of a request, for what the server says of it. */
export function nameAt(rules: readonly Rule[], nameOf: RuleNaming): (position: number) => string {
  return (position) => `rule ${listRules(rules.slice(position, position + 1), nameOf)}`;
}

/**
 * What becomes of a live rule whenever the rules of its group are written. Waldur imports whatever OpenStack has, and checks the
 * protocol of a rule that is sent back by its id alone as well.
 */
export type Fate =
  /** It is sent back by its id, and OpenStack does not touch it. */
  | "kept"
  /** It is sent in words that Waldur takes, and OpenStack deletes and creates it. */
  | "recreated"
  /** Waldur does not take it in any words. */
  | "lost"
  /** Kept where the server takes protocol numbers, else refused, which changes nothing. */
  | "unsure";

/** @param numbers whether the server takes IANA protocol numbers; undefined where that is not known */
export function fateOf(
  { ethertype, protocol, from_port: from, to_port: to }: FatedFields,
  numbers: boolean | undefined,
): Fate {
  if (isWaldurProtocol(protocol)) return "kept";
  const isNumber = /^\d{1,3}$/.test(protocol);
  const hasName = isWaldurProtocol(protocolFor(ethertype === "IPv6" ? "IPv6" : "IPv4", protocol));
  const hasPorts = from !== ANY || to !== ANY;
  // With a number Waldur takes no ports, such as those of SCTP.
  if (hasName) return isNumber && !hasPorts && numbers === true ? "kept" : "recreated";
  if (hasPorts || numbers === false || protocolNumber(protocol) === undefined) return "lost";
  if (!isNumber) return "recreated";
  return numbers === true ? "kept" : "unsure";
}

type FatedFields = Pick<WireRule, "ethertype" | "protocol" | "from_port" | "to_port">;

export const fates = ["kept", "recreated", "lost", "unsure"] as const satisfies readonly Fate[];
