import { rulesOutside } from "../../../rules/foreign-rules";
import { isFields, type RuleMap, ruleMap } from "../../../rules/rule-map";
import type { LiveRule } from "./plan";
import type { Rule } from "../../rule/args";
import { ruleKey } from "../../rule/codec";

/** What becomes of the rules that e24cloud adds by itself. */
export type DefaultRules = "keep" | "remove";

/**
 * The rules that a group gets by itself at some moment (e24cloud's page on the firewall): everything out, SSH, and
 * DHCP, without which a server can lose its address.
 */
export const defaultRules: RuleMap<Rule> = ruleMap(
  [
    { direction: "OUT" },
    { direction: "IN", protocol: "TCP", minPort: 22, maxPort: 22 },
    { direction: "IN", protocol: "UDP", minPort: 67, maxPort: 68 },
  ] satisfies Rule[],
  { key: ruleKey },
);

/** Sorted. */
export const defaultRuleKeys = Object.keys(defaultRules);

export const isDefaultRule = (key: string): boolean => Object.hasOwn(defaultRules, key);

/**
 * The rules of a group that its program answers for. Under `keep`, a default rule counts only where the program has or
 * had it itself: a rule that is taken out of a program has to go, default or not.
 */
export function managedRules(
  live: readonly LiveRule[],
  policy: DefaultRules,
  ...programs: (RuleMap<Rule> | undefined)[]
): LiveRule[] {
  if (policy === "remove") return [...live];
  const named = (key: string) => programs.some((rules = {}) => Object.hasOwn(rules, key));
  return live.filter(({ key }) => !isDefaultRule(key) || named(key));
}

/**
 * The default rules that a group has in addition to those of its program, as far as its inputs say: what statements count where no
 * server has been asked.
 */
export function keptDefaultRules(inputs: {
  readonly defaultRules?: unknown;
  readonly rules?: unknown;
}): RuleMap<Rule> {
  if (inputs.defaultRules !== "keep") return {};
  return rulesOutside(defaultRules, isFields(inputs.rules) ? inputs.rules : {});
}
