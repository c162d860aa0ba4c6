import type { RuleFormat } from "./codec";
import { type Fields, isFields } from "./rule-map";
import { containsUnknown, UNKNOWN } from "./unknowns";

/** What state keeps of a rule in addition to its key, which says all the rest. */
export interface StoredRule {
  /** What the server keeps besides the rule, if anything. */
  readonly description?: string | undefined;
}

/** The rule that a key stands for; undefined for any other string. */
export type RuleOfKey = RuleFormat["parseKey"];

/**
 * Rules as state has them and previews show them: by their keys, each with what its key does not say. A rule that is unknown
 * in a part of its key is so as a whole. Anything but a map of rules stays unchanged.
 */
export function shortRules(
  rules: unknown,
  { parseKey, isInKey }: Pick<RuleFormat, "parseKey" | "isInKey">,
): unknown {
  return mapRules(rules, (key, rule) => {
    const fields = Object.entries(rule);
    if (fields.some(([field, value]) => isInKey(field) && containsUnknown(value))) return UNKNOWN;
    const said = parseKey(key) ?? {};
    // The text of a key is for people: where it reads as another rule, state has the whole rule.
    const isRight = Object.entries(said).every(([field, value]) => rule[field] === value);
    const isKept = (field: string, value: unknown) =>
      value !== undefined && !(isRight && Object.hasOwn(said, field));
    return Object.fromEntries(fields.filter(([field, value]) => isKept(field, value)));
  });
}

/** The same rules with all their fields. */
export function wholeRules(rules: unknown, parseKey: RuleOfKey): unknown {
  return mapRules(rules, (key, kept) => {
    const said = parseKey(key) ?? {};
    const isWhole = Object.keys(kept).some((field) => Object.hasOwn(said, field));
    return isWhole ? kept : { ...said, ...kept };
  });
}

function mapRules(rules: unknown, change: (key: string, rule: Fields) => unknown): unknown {
  if (!isFields(rules)) return rules;
  const entries = Object.entries(rules).map(([key, rule]) => [
    key,
    isFields(rule) ? change(key, rule) : rule,
  ]);
  return Object.fromEntries(entries) as unknown;
}
