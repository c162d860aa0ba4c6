import { rulesOutside } from "../../../core/rules/foreign-rules";
import { isFields, type RuleMap } from "../../../core/rules/rule-map";
import type { Rule } from "../../rule/rule";
import { defaultRules } from "./default-rules";

/**
 * The default rules that a group has besides those of its program, as far as its inputs tell: what statements count where no
 * server has been asked.
 */
export function keptDefaultRules(inputs: {
  readonly defaultRules?: unknown;
  readonly rules?: unknown;
}): RuleMap<Rule> {
  if (inputs.defaultRules !== "keep") return {};
  return rulesOutside(defaultRules, isFields(inputs.rules) ? inputs.rules : {});
}
