import { z } from "zod";
import { lintLevels } from "./settings/settings";
import { foreignRulePolicies } from "../rules/foreign-rules";
import { checkedRules, type Fields, type RuleLanguage, type RuleMap, rulesInState } from "../rules/rule-map";

/** Rules as they stand in state, keyed again from their values: an older version may have other keys. */
export const rulesField = <R extends Fields>(language: RuleLanguage<R>) =>
  rules((raw) => rulesInState(raw, language));

/** Rules as a check of this run has made them. */
export const checkedRulesField = <R extends Fields>(language: RuleLanguage<R>) =>
  rules((raw) => checkedRules(raw, language));

function rules<R>(read: (raw: unknown) => RuleMap<R> | undefined) {
  return z.unknown().transform((raw, context): RuleMap<R> => {
    const map = read(raw);
    if (map !== undefined) return map;
    context.addIssue({ code: "custom", message: "are not rules" });
    return z.NEVER;
  });
}

export const flag = z.boolean({ error: "must be true or false" });

export const text = z.string({ error: "must be a string" });

/** One of some words. */
export const oneOf = <const Word extends string>(...words: [Word, ...Word[]]) =>
  z.enum(words, { error: `must be ${words.map((word) => `"${word}"`).join(" or ")}` });

/** The input `foreignRules`. */
export const foreignRules = oneOf(...foreignRulePolicies);

/** The input `lint`. */
export const lintLevel = oneOf(...lintLevels);
