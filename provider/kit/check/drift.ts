import { type Fields, type RuleMap, sameRules } from "../../rules/rule-map";
import { changeSummary } from "../../traffic/format/change-summary";
import { listed } from "../../traffic/format/listed";
import { ruleSecrecy, type WithSecrets } from "../secrets/secret-inputs";
import type { RulesCheck } from "./check-rules";
import { keyedTraffic } from "./known-rules";

export interface DriftOptions extends WithSecrets {
  /**
   * Whether all rules in state were live. After an update that was not finished, some may only have been wanted: then only
   * what none of them allows is said to have been opened.
   */
  readonly wereLive: boolean;
}

/**
 * What has become of a group's rules behind the program's back, in words that follow the name of the resource; undefined
 * where they are as state has them.
 * @param known all rules of the group as state has them, or those of the program where state does not have the others
 */
export function driftText<R extends Fields>(
  known: RuleMap<R>,
  live: RuleMap<R>,
  { trafficOf, isSame }: RulesCheck<R>,
  { wereLive, ...secrets }: DriftOptions,
): string | undefined {
  if (sameRules(known, live, isSame)) return undefined;
  const [before, after] = [keyedTraffic(known, trafficOf), keyedTraffic(live, trafficOf)];
  const change = changeSummary(before, after, true, { hidden: ruleSecrecy(secrets) });
  const { opens, closes, mayOpen, mayClose, doubt } = change;
  if (!wereLive) return opens.length === 0 ? undefined : `drifted: opened ${listed(opens, " and ")}`;
  const parts = [
    ...(opens.length === 0 ? [] : [`opened ${listed(opens, " and ")}`]),
    ...(closes.length === 0 ? [] : [`closed ${listed(closes, " and ")}`]),
    ...(mayOpen.length === 0 ? [] : [`may have opened ${listed(mayOpen, " and ")}, as ${doubt}`]),
    ...(mayClose.length === 0 ? [] : [`may have closed ${listed(mayClose, " and ")}, as ${doubt}`]),
  ];
  return `drifted: ${parts.length === 0 ? "other rules allow the same traffic" : parts.join("; ")}`;
}
