import { type Fields, isFields } from "./rule-map";
import { containsUnknown, UNKNOWN } from "./unknowns";

/** What state keeps of a rule beside its key, which says all the rest. */
export interface StoredRule {
  /** What the server keeps beside the rule, where it keeps such a thing. */
  readonly description?: string | undefined;
}

/** The rule that a key stands for; undefined for a text that is no key. */
export type RuleOfKey = (key: string) => Fields | undefined;

/**
 * Rules as state has them and previews show them: each takes a line. A rule that is unknown in part is so as a whole.
 * What is no map of rules stays as it is.
 */
export function shortRules(rules: unknown): unknown {
  return mapRules(rules, (_, rule) => {
    const { description, ...identity } = rule;
    if (containsUnknown(identity)) return UNKNOWN;
    return description === undefined ? {} : { description };
  });
}

/** The same rules with all their fields. */
export function wholeRules(rules: unknown, ruleOfKey: RuleOfKey): unknown {
  return mapRules(rules, (key, kept) => ({ ...ruleOfKey(key), ...kept }));
}

function mapRules(rules: unknown, change: (key: string, rule: Fields) => unknown): unknown {
  if (!isFields(rules)) return rules;
  const entries = Object.entries(rules).map(([key, rule]) => [
    key,
    isFields(rule) ? change(key, rule) : rule,
  ]);
  return Object.fromEntries(entries) as unknown;
}
