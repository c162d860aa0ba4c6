import { type Fields, type RuleLanguage, type RuleMap, rulesInState } from "./rule-map";

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
  language: RuleLanguage<R>,
): GroupRules<R> {
  return { managed: rulesInState(rules, language), unmanaged: rulesInState(unmanagedRules, language) };
}

/** All rules that are known. */
export const allRules = <R>({ managed, unmanaged }: GroupRules<R>): RuleMap<R> => ({
  ...unmanaged,
  ...managed,
});
