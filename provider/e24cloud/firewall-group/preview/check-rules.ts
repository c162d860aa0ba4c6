import type { RulesCheck } from "../../../core/pulumi/check-rules";
import { ruleLanguage } from "../../rule/parse";
import { type Rule, ruleKey } from "../../rule/rule";
import { trafficOf } from "../../rule/traffic";

/** How a check of rules goes here. */
export const rulesCheck = (kind: string): RulesCheck<Rule> => ({
  kind,
  language: ruleLanguage,
  trafficOf,
  isSame: (a, b) => ruleKey(a) === ruleKey(b),
  // Every change has an order without a gap here: at the worst, everything new is added before anything is removed.
  gapOf: () => undefined,
});
