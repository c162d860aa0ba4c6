import type { RulesCheck } from "../../../core/pulumi/check/check-rules";
import type { RuleLanguage } from "../../../core/rules/rule-map";
import { ruleNaming } from "../../rule/format";
import { ruleLanguage } from "../../rule/parse";
import { type Rule, sameRule } from "../../rule/rule";
import { knownTraffic } from "../../rule/traffic";
import { gapText } from "../plan/gap-text";
import { planRules } from "../plan/plan";

/** How a check of rules goes here. The quota is only known when the change is made. */
export function rulesCheck(kind: string, language: RuleLanguage<Rule> = ruleLanguage): RulesCheck<Rule> {
  return {
    kind,
    language,
    trafficOf: knownTraffic,
    isSame: sameRule,
    nothingOut:
      "no rule lets anything out, so servers that are in no other group reach nothing: add waldur.allow.egress() to the rules",
    gapOf: (old, wanted, secrets) => {
      const current = Object.values(old).map((rule) => ({ rule, returnable: true }));
      const { gaps } = planRules(current, Object.values(wanted));
      return gaps.length === 0 ? undefined : gapText(gaps, ruleNaming(secrets));
    },
  };
}
