import { messageOf, SecurityGroupsError } from "../../../errors";
import { listRules } from "../../../rules/list-rules";
import type { RuleMap } from "../../../rules/rule-map";
import { ruleKey } from "../../rule/codec";
import type { Rule } from "../../rule/args";
import type { RuleStep } from "../plan/plan";
import { stepError } from "./step";

/**
 * A step that the server has refused. Where an IPv6 address may be the reason, all rules of the program that have one are
 * named: they would fail one after another.
 */
export function refusedError(step: RuleStep, cause: unknown, rules: RuleMap<Rule>): SecurityGroupsError {
  const error = stepError(step, cause);
  if (step.kind !== "add" || !hasIPv6(step.rule)) return error;
  const all = Object.values(rules).filter(hasIPv6);
  const [have, them] =
    all.length === 1 ? ["rule of the program has", "it"] : ["rules of the program have", "them"];
  return new SecurityGroupsError(
    `${messageOf(error)}. This account may take no IPv6 addresses, which e24cloud does not document: ${all.length} ${have} one ` +
      `(${listRules(all, ruleKey)}). Leave ${them} out and run pulumi up, which sets the rules that are missing`,
    { cause },
  );
}

const hasIPv6 = ({ srcAddress = "", dstAddress = "" }: Rule) => `${srcAddress}${dstAddress}`.includes(":");
