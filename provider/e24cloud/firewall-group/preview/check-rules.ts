import type { RulesCheck } from "../../../kit/check/check-rules";
import { ruleLanguage } from "../../rule/parse";
import type { Rule } from "../../rule/args";
import { sameRule } from "../../rule/codec";
import { knownTraffic } from "../../rule/traffic";

/** How a check of rules goes here. */
export const rulesCheck = (kind: string): RulesCheck<Rule> => ({
  kind,
  language: ruleLanguage,
  trafficOf: knownTraffic,
  isSame: sameRule,
  // Every change has an order without a gap here: at the worst, everything new is added before anything is removed.
  gapOf: () => undefined,
});
