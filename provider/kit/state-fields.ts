import { z } from "zod";
import { lintLevels } from "./settings/settings";
import { foreignRulePolicies } from "../rules/foreign-rules";
import { type Fields, type RuleLanguage, type RuleMap, rulesInState } from "../rules/rule-map";

/** Rules as they stand in state, keyed anew from their values. */
export function rulesField<R extends Fields>(language: RuleLanguage<R>) {
  return z.unknown().transform((raw, context): RuleMap<R> => {
    const map = rulesInState(raw, language);
    if (map !== undefined) return map;
    context.addIssue({ code: "custom", message: "are not rules" });
    return z.NEVER;
  });
}

export const flag = z.boolean({ error: "has to be true or false" });

export const text = z.string({ error: "has to be a text" });

/** One of some words. */
export const oneOf = <const Word extends string>(...words: [Word, ...Word[]]) =>
  z.enum(words, { error: `has to be ${words.map((word) => `"${word}"`).join(" or ")}` });

/** The input `foreignRules`. */
export const foreignRules = oneOf(...foreignRulePolicies);

/** The input `lint`. */
export const lintLevel = oneOf(...lintLevels);
