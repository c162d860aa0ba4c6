import type { RulesCheck } from "../../../kit/check/check-rules";
import type { RuleLanguage } from "../../../rules/rule-map";
import { ruleLanguage } from "../../rule/parse";
import type { Rule } from "../../rule/args";
import { sameRule } from "../../rule/codec";
import { knownTraffic } from "../../rule/traffic";
import type { PlannedChange } from "./planned-change";

/**
 * How a check of rules goes here.
 * @param planned what is known of the change; left out where none is judged
 */
export function rulesCheck(
  kind: string,
  language: RuleLanguage<Rule> = ruleLanguage,
  { gap, provided }: Pick<PlannedChange, "gap" | "provided"> = {},
): RulesCheck<Rule> {
  return {
    kind,
    language,
    trafficOf: knownTraffic,
    isSame: sameRule,
    nothingOut:
      "no rule lets anything out, so servers that are in no other group reach nothing: add waldur.allow.egress() to the rules",
    gapOf: () => gap,
    provided,
  };
}
