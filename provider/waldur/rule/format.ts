import { listRules } from "../../rules/list-rules";
import { ruleSecrecy, type WithSecrets } from "../../kit/secrets/secret-inputs";
import type { Rule } from "./rule";
import { ruleKey, ruleLabel } from "./key";

/** How rules are called in messages: by their keys, or without the other side where that is secret. */
export type RuleNaming = (rule: Rule) => string;

export function ruleNaming(given: WithSecrets): RuleNaming {
  return ruleSecrecy(given).peers ? ruleLabel : ruleKey;
}

/** Names the rule at a position of a request, for what the server says of it. */
export function nameAt(rules: readonly Rule[], nameOf: RuleNaming): (position: number) => string {
  return (position) => `rule ${listRules(rules.slice(position, position + 1), nameOf)}`;
}
