import { warnAboutRules, requireCalled } from "../../engine/given-rules";
import { withEmptyLeaves } from "../../engine/empty-leaves";
import { limitFields } from "../../kit/secrets/secret-inputs";
import type { RulesInput } from "../rule/args";
import { ruleLanguage } from "../rule/parse";

/** The properties of a resource that has rules. */
export function rulesProps(name: string, rules: RulesInput | undefined) {
  if (rules === undefined) return {};
  const title = `firewall group "${name}"`;
  requireCalled(title, rules);
  warnAboutRules(rules, {
    title,
    language: ruleLanguage,
    addresses: ["srcAddress", "dstAddress", "cidrs"],
  });
  return { rules: withEmptyLeaves(rules, limitFields) };
}
