import { listRules } from "../../../rules/list-rules";
import type { RuleNaming } from "../../rule/format";
import type { Gap } from "./plan";

/** Why a change of rules has a gap, to follow "not gap-free: ". */
export function gapText(gaps: readonly Gap[], nameOf: RuleNaming): string {
  return gaps.map(({ cause, rules }) => CAUSES[cause](listRules(rules, nameOf))).join("; ");
}

const CAUSES: Record<Gap["cause"], (rules: string) => string> = {
  quota: () => "the tenant's quota has no room for the old rules beside the new ones",
  icmpv6: (rules) =>
    `Waldur makes ICMP over IPv6 anew at every change of name, description or rules: ${rules}`,
  description: (rules) => `a change of description makes a rule anew: ${rules}`,
  imported: (rules) => `Waldur does not take back what it imported, so it is recreated: ${rules}`,
};
