import type { KeyedTraffic } from "./explain";
import { possibly } from "./rule-traffic";
import type { TrafficSet } from "./set";
import { traffic } from "./traffic";

/** What is known of what a group lets through: its rules, and what may be in force besides or instead. */
export interface Filter<Rule extends KeyedTraffic = KeyedTraffic> {
  /** The rules that are known, those that others have added too. */
  readonly rules: readonly Rule[];
  /** Whether the group lets everything through, whatever its rules say. */
  readonly isOff?: boolean;
  /** What other rules there may be, and what shows them; empty where all are known. */
  readonly unseen?: string;
  /** Why other rules than these may be in force; empty where these are. */
  readonly doubt?: string;
}

/** The rules by which a group answers: what is not known counts as a rule that may allow everything. */
export function effectiveRules({ rules, isOff = false, unseen = "", doubt = "" }: Filter): KeyedTraffic[] {
  if (isOff) return [{ key: FIREWALL_OFF, traffic: EVERYTHING }];
  const mayAllowEverything = (key: string): KeyedTraffic => ({ key, traffic: [], possible: EVERYTHING });
  return [
    ...(doubt === "" ? rules : rules.map((rule) => ({ ...rule, traffic: [], possible: possibly([rule]) }))),
    ...(unseen === "" ? [] : [mayAllowEverything(unseen)]),
    ...(doubt === "" ? [] : [mayAllowEverything(`the rules in force, which may be others: ${doubt}`)]),
  ];
}

/** In the place of a rule's key. */
const FIREWALL_OFF = "its firewall, which is off and allows everything";

const EVERYTHING: TrafficSet = (["ingress", "egress"] as const).flatMap((direction) =>
  (["IPv4", "IPv6"] as const).map((family) => traffic({ direction, family })),
);
