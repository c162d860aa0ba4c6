import { ruleSecrecy, type WithSecrets } from "../../core/pulumi/secrets/secret-inputs";
import type { Rule } from "./rule";
import { ruleKey, ruleLabel } from "./key";

/** How rules are called in messages: by their keys, or without the other side where that is secret. */
export type RuleNaming = (rule: Rule) => string;

export function ruleNaming(given: WithSecrets): RuleNaming {
  return ruleSecrecy(given).peers ? ruleLabel : ruleKey;
}

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
