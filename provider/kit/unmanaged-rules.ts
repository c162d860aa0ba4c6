import { rulesOutside, rulesWithin } from "../rules/foreign-rules";
import type { RuleMap } from "../rules/rule-map";
import type { Props } from "./handlers";
import { ruleSecrecy, type WithSecrets } from "./secrets/secret-inputs";

/**
 * Live rules as outputs: those of the program in `rules`, all others in `unmanagedRules`. The others are left out where a
 * rule is secret, since an output of its own is not kept secret with it.
 *
 * @param own the rules that count as the program's; undefined where it manages none
 */
export function ruleOutputs<R>(live: RuleMap<R>, own: RuleMap<R> | undefined, secrets: WithSecrets) {
  if (own === undefined) return { rules: undefined, unmanagedRules: undefined };
  return { rules: rulesWithin(live, own), unmanagedRules: openRules(rulesOutside(live, own), secrets) };
}

/**
 * The output after a refresh. State of before it has none, and a refresh does not add it: that would show as a change.
 *
 * @param others the live rules that a refresh does not bring into `rules`
 */
export function refreshedUnmanagedRules<R>(props: Props & WithSecrets, others: RuleMap<R>) {
  return props["unmanagedRules"] === undefined ? {} : { unmanagedRules: openRules(others, props) };
}

function openRules<R>(rules: RuleMap<R>, secrets: WithSecrets): RuleMap<R> | undefined {
  return Object.values(ruleSecrecy(secrets)).includes(true) ? undefined : rules;
}
