import type { KeyedTraffic } from "../traffic/explain";
import { lintRules } from "../traffic/lint";
import type { RuleMap } from "../rules/rule-map";
import type { TrafficSet } from "../traffic/set";

/**
 * Lines for the user about questionable rules, such as `warning: firewall group "edge": …`.
 *
 * @param secret whether addresses and groups are to stay out of them
 */
export function lintNotes<R>(
  resource: string,
  rules: RuleMap<R>,
  trafficOf: (rule: R) => TrafficSet,
  secret: boolean,
): string[] {
  const keyed = Object.entries(rules).map(([key, rule]): KeyedTraffic => {
    return { key: secret ? key.replace(/ (from|to) .*$/, "") : key, traffic: trafficOf(rule) };
  });
  return lintRules(keyed).map(({ message }) => `warning: ${resource}: ${message}`);
}
