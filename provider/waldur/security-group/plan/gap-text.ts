import { listRules } from "../../../rules/list-rules";
import type { RuleNaming } from "../../rule/codec";
import type { Gap } from "./plan";

/** Why a change of rules has a gap, to follow "not gap-free: ". */
export function gapText(gaps: readonly Gap[], nameOf: RuleNaming): string {
  return gaps.map(({ cause, rules }) => CAUSES[cause](listRules(rules, nameOf))).join("; ");
}

const CAUSES: Record<Gap["cause"], (rules: string) => string> = {
  quota: () => "the tenant's quota has no room for the old and new rules together",
  icmpv6: (rules) =>
    `Waldur recreates ICMP over IPv6 at every change of name, description or rules: ${rules}`,
  description: (rules) => `changing a description recreates the rule: ${rules}`,
  unknown: (rules) => `it is not known what ${rules} allows, and it goes before new rules are there`,
  imported: (rules) => `Waldur recreates imported rules, which it does not accept back: ${rules}`,
};
