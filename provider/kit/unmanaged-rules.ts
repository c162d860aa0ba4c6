import { rulesOutside, rulesWithin } from "../rules/foreign-rules";
import type { RuleMap } from "../rules/rule-map";
import type { Props } from "./handlers";

/**
 * Live rules as outputs: those of the program in `rules`, all others in `unmanagedRules`.
 * @param own the rules that count as the program's; undefined where it manages none
 */
export function ruleOutputs<R>(live: RuleMap<R>, own: RuleMap<R> | undefined) {
  if (own === undefined) return { rules: undefined, unmanagedRules: undefined };
  return { rules: rulesWithin(live, own), unmanagedRules: rulesOutside(live, own) };
}

/**
 * The output after a refresh. State of before it has none, and a refresh does not add it: that would show as a change.
 *
 * @param others the live rules that a refresh does not bring into `rules`
 */
export function refreshedUnmanagedRules<R>(props: Props, others: RuleMap<R>) {
  return props["unmanagedRules"] === undefined ? {} : { unmanagedRules: others };
}
