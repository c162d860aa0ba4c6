import { warnAboutRules, requireCalled } from "../../engine/given-rules";
import { withEmptyLeaves } from "../../engine/empty-leaves";
import { codec } from "../rule/fields";
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
    addresses: codec.addressNames,
  });
  return { rules: withEmptyLeaves(rules, codec.isLimit) };
}
