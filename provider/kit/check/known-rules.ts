import { type Fields, isFields, type RuleLanguage, type RuleMap, storedRules } from "../../rules/rule-map";
import { containsUnknown } from "../../rules/unknowns";
import type { KeyedTraffic } from "../../traffic/explain";
import type { RuleTraffic } from "../../traffic/rule-traffic";
import { type Direction, traffic } from "../../traffic/traffic";

/** Checked rules of which some may not be known before `up`. */
export interface KnownRules<R> {
  /** Those that are known as a whole. */
  readonly rules: RuleMap<R>;
  /** The others, which may allow everything of their direction. */
  readonly pending: readonly KeyedTraffic[];
}

/** Splits rules into those that are known and those that are not yet; undefined where not even their number is known. */
export function splitKnown<R extends Fields>(
  drafts: unknown,
  language: RuleLanguage<R>,
): KnownRules<R> | undefined {
  if (!isFields(drafts)) return undefined;
  const entries = Object.entries(drafts);
  const known = entries.filter(([, draft]) => !containsUnknown(draft));
  const rules = storedRules(Object.fromEntries(known), language);
  const pending = entries
    .filter(([, draft]) => containsUnknown(draft))
    .map(([key]) => ({ key, traffic: [], possible: everything(key) }));
  return rules && { rules, pending };
}

/** What rules allow, each by its key. */
export const keyedTraffic = <R>(rules: RuleMap<R>, trafficOf: (rule: R) => RuleTraffic): KeyedTraffic[] =>
  Object.entries(rules).map(([key, rule]) => ({ key, ...trafficOf(rule) }));

/** The most that a rule can allow whose key is all that is known: a key begins with the direction, where that is known. */
function everything(key: string) {
  const directions = (["ingress", "egress"] as const).filter((direction) => key.startsWith(`${direction} `));
  const either: readonly Direction[] = directions.length === 0 ? ["ingress", "egress"] : directions;
  return either.flatMap((direction) =>
    (["IPv4", "IPv6"] as const).map((family) => traffic({ direction, family })),
  );
}
