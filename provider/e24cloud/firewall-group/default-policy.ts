import type { Props } from "../../kit/handlers";
import { rulesOutside } from "../../rules/foreign-rules";
import type { RuleMap } from "../../rules/rule-map";
import { haveCommon } from "../../traffic/set";
import type { Rule } from "../rule/args";
import { ruleTraffic } from "../rule/traffic";
import { defaultRules } from "./plan/default-rules";

/**
 * Checked inputs with `defaultRules`. A program that does not say gets "remove", except where state is of a version that
 * kept the default rules and did not write that down: there the field stays out and counts as "keep", so that nothing
 * closes by an upgrade.
 */
export function withDefaultPolicy(olds: Props, inputs: Props): Props {
  if (inputs["defaultRules"] !== undefined || countsAsKeep(olds)) return inputs;
  return { ...inputs, defaultRules: "remove" };
}

/** Whether state is of before the default was "remove". */
const countsAsKeep = (olds: Props) => Object.keys(olds).length > 0 && olds["defaultRules"] === undefined;

/** What a change of such a group says. */
export const COUNTS_AS_KEEP =
  'e24cloud\'s default rules stay, since defaultRules is not set and was "keep" when the group was made: write "keep" or "remove"';

/** Whether that is to be said of a group. */
export const isKeptByAge = (olds: Props, inputs: Props): boolean =>
  inputs["rules"] !== undefined && inputs["defaultRules"] === undefined && countsAsKeep(olds);

/** What is said of default rules that a server may add, and that stay then; undefined where there are none. */
export function comingDefaultsText(rules: RuleMap<Rule>): string | undefined {
  const keys = Object.keys(rules);
  return keys.length === 0 ? undefined : `e24cloud's default rules may come, and stay: ${keys.join(", ")}`;
}

/**
 * Which default rules a new group loses, and which of them allow what no rule of the program allows a part of; undefined where
 * none goes.
 */
export function leavingDefaultsText(rules: RuleMap<Rule>): string | undefined {
  const leaving = Object.entries(rulesOutside(defaultRules, rules));
  if (leaving.length === 0) return undefined;
  const allowed = Object.values(rules).flatMap(ruleTraffic);
  const closed = leaving.filter(([, rule]) => !haveCommon(allowed, ruleTraffic(rule)));
  const list = (some: typeof leaving) => some.map(([key]) => key).join(", ");
  const what = closed.length === leaving.length ? "them" : list(closed);
  const nothing = closed.length === 0 ? "" : `; nothing else allows ${what}`;
  return `e24cloud's default rules go: ${list(leaving)}${nothing}`;
}
