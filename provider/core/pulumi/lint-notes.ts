import type { KeyedTraffic } from "../traffic/explain";
import { lintRules } from "../traffic/lint";
import type { RuleMap } from "../rules/rule-map";
import type { TrafficSet } from "../traffic/set";
import type { RuleSecrecy } from "./secret-inputs";

/**
 * Lines for the user about questionable rules, such as `warning: firewall group "edge": …`.
 *
 * @param secrecy what is to stay out of them. Where ports are secret there are none: they name services.
 */
export function lintNotes<R>(
  resource: string,
  rules: RuleMap<R>,
  trafficOf: (rule: R) => TrafficSet,
  secrecy: RuleSecrecy,
): string[] {
  if (secrecy.ports) return [];
  const keyed = Object.entries(rules).map(([key, rule]): KeyedTraffic => {
    return { key: secrecy.peers ? key.replace(/ (from|to) .*$/, "") : key, traffic: trafficOf(rule) };
  });
  return lintRules(keyed).map(({ message }) => `warning: ${resource}: ${message}`);
}
