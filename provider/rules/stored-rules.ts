import type { RuleFormat } from "./codec";
import { type Fields, isFields, type RuleReader, type RuleMap, rulesInState } from "./rule-map";
import { containsUnknown, UNKNOWN } from "./unknowns";

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

/** The rules of a group as its outputs have them: each stands in one of the two. */
export interface GroupRules<R> {
  /** Those of the program; undefined where it manages none. */
  readonly managed: RuleMap<R> | undefined;
  /** All others that the group had when it was last written or refreshed; undefined where that is not known. */
  readonly unmanaged: RuleMap<R> | undefined;
}

/** @param outputs with whole rules, as handlers get them */
export function groupRulesIn<R extends Fields>(
  { rules, unmanagedRules }: Readonly<Record<string, unknown>>,
  language: RuleReader<R>,
): GroupRules<R> {
  return { managed: rulesInState(rules, language), unmanaged: rulesInState(unmanagedRules, language) };
}

/** All rules that are known. */
export const allRules = <R>({ managed, unmanaged }: GroupRules<R>): RuleMap<R> => ({
  ...unmanaged,
  ...managed,
});

const MOST = 3;

/** Names the first few rules and counts the others. */
export function listRules<R>(rules: readonly R[], nameOf: (rule: R) => string): string {
  const named = rules.slice(0, MOST).map((rule) => `"${nameOf(rule)}"`);
  const more = rules.length > MOST ? [`${rules.length - MOST} more`] : [];
  return [...named, ...more].join(", ");
}
