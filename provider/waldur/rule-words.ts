import type { Gap } from "./planner";
import type { Rule } from "./rule";
import { ruleKey, ruleLabel } from "./rule-key";

/** How rules are called in messages: by their keys, or without the other side where the rules are secret. */
export type RuleNaming = (rule: Rule) => string;

export function ruleNaming({ secretRules = false }: { secretRules?: boolean | undefined }): RuleNaming {
  return secretRules ? ruleLabel : ruleKey;
}

/** Why a change of rules has a gap, to follow "not gap-free: ". */
export function gapText(gaps: readonly Gap[], nameOf: RuleNaming): string {
  return gaps.map(({ cause, rules }) => CAUSES[cause](list(rules, nameOf))).join("; ");
}

const CAUSES: Record<Gap["cause"], (rules: string) => string> = {
  quota: () => "the tenant's quota has no room for the old rules beside the new ones",
  icmpv6: (rules) => `Waldur makes ICMP over IPv6 anew at every change of rules: ${rules}`,
  description: (rules) => `a change of description makes a rule anew: ${rules}`,
  imported: (rules) => `Waldur does not take back what it imported, so it is made anew: ${rules}`,
};

const MOST = 3;

/** The first few rules by name, and how many more there are. */
export function list(rules: readonly Rule[], nameOf: RuleNaming): string {
  const named = rules.slice(0, MOST).map((rule) => `"${nameOf(rule)}"`);
  const more = rules.length > MOST ? [`${rules.length - MOST} more`] : [];
  return [...named, ...more].join(", ");
}

/** Names the rule at a position of a request, for what the server says of it. */
export function nameAt(rules: readonly Rule[], nameOf: RuleNaming): (position: number) => string {
  return (position) => `rule ${list(rules.slice(position, position + 1), nameOf)}`;
}
