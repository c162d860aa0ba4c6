import { listRules } from "../../../rules/list-rules";
import type { Keyed, RuleMap } from "../../../rules/rule-map";
import type { Fate } from "../../rule/fate";
import type { RuleNaming } from "../../rule/codec";
import type { Rule } from "../../rule/args";
import type { CurrentRule } from "./plan";

/** A rule that a group has, with what becomes of it when the group's rules are written. */
export interface FatedRule extends CurrentRule {
  readonly fate: Fate;
}

export const fated = ({ key, rule }: Keyed<Rule>, fate: Fate): FatedRule => ({
  key,
  rule,
  fate,
  returnable: fate === "kept" || fate === "unsure",
});

/** The wanted rules that a write would meet such a fate with. */
export function rulesOfFate(current: readonly FatedRule[], wanted: RuleMap<Rule>, fate: Fate): Rule[] {
  const others = new Set(current.filter((one) => one.fate !== fate).map(({ key }) => key));
  return current
    .filter((one) => one.fate === fate && Object.hasOwn(wanted, one.key) && !others.has(one.key))
    .map(({ rule }) => rule);
}

/** Why the rules of a group cannot be changed, to be followed by `LOST_REMEDY`. */
export const lostText = (rules: readonly Rule[], nameOf: RuleNaming): string =>
  `this Waldur has imported ${listRules(rules, nameOf)} from OpenStack and does not accept such a rule back, so a change of the ` +
  "group's rules would delete it";

export const NUMBERS_SINCE = "Waldur takes protocol numbers since May 2026.";

/** What to do about it. */
export const LOST_REMEDY =
  'Leave the rules of the group as they are, with ignoreChanges: ["rules"]; or let it go: take it out of the program\'s ' +
  `rules, or set foreignRules: "remove" where somebody else has added it. ${NUMBERS_SINCE}`;
