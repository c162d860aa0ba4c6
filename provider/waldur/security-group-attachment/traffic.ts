import { keyedTraffic, splitKnown } from "../../kit/check/lint-notes";
import type { Props } from "../../kit/handlers";
import { keyedMap, type RuleMap } from "../../rules/rule-map";
import type { Run } from "../../run/run";
import { seenResources } from "../../run/seen";
import type { KeyedTraffic } from "../../traffic/explain";
import { traffic } from "../../traffic/traffic";
import type { WireGroup } from "../api/schema";
import { ruleReader } from "../rule/parse";
import type { Rule } from "../rule/args";
import { SELF } from "../rule/fields";
import { knownTraffic } from "../rule/traffic";
import { rulesOf } from "../security-group/state";
import { ownerOfRules } from "../security-group/ownership";
import { rulesElsewhere } from "../security-group/actions";

/** A group that an attachment names: by its id, or before it has one by the URN of its resource. */
export interface NamedGroup {
  readonly id?: string | undefined;
  readonly urn?: string | undefined;
  /** What messages call it. */
  readonly label: string;
}

/** What distinguishes two groups. */
export const keyOfGroup = ({ id, urn, label }: NamedGroup): string => id ?? urn ?? label;

/** What a resource of this run says of the rules of a group; undefined where none does. */
export function programRules(run: Run, apiUrl: string, { id, urn }: NamedGroup): Props | undefined {
  const seen = seenResources(run);
  const owner = seen.wanted(ownerOfRules(run, { apiUrl, id, urn })?.urn);
  if (owner?.["rules"] !== undefined) return owner;
  const group = seen.wanted(urn);
  if (group === undefined || group["rules"] !== undefined) return group;
  const isNew = id === undefined && group["adopt"] === undefined;
  const isElsewhere = urn !== undefined && rulesElsewhere(run).has(urn);
  return isNew && !isElsewhere ? { ...group, rules: {} } : undefined;
}

/**
 * What a group allows after this run, as far as that is known.
 * @param program what a resource of this run says of its rules
 * @param live the group as the server has it
 */
export function groupTraffic(
  group: NamedGroup,
  program: Props | undefined,
  live: WireGroup | undefined,
): KeyedTraffic[] {
  const known = program && splitKnown(program["rules"], ruleReader);
  if (known !== undefined) return [...trafficOf(group, known.rules), ...known.pending];
  if (live !== undefined && program === undefined) return trafficOf(group, rulesOf(live));
  const everything = (["ingress", "egress"] as const).flatMap((direction) =>
    (["IPv4", "IPv6"] as const).map((family) => traffic({ direction, family })),
  );
  return [{ key: `the group ${group.label}`, traffic: [], possible: everything }];
}

/** What the rules of a group allow; `self` in them is another group for each. */
export function trafficOf(group: NamedGroup, rules: RuleMap<Rule>): KeyedTraffic[] {
  const own = group.id ?? group.label;
  const keyed = Object.entries(rules).map(([key, rule]) => ({
    key,
    rule: rule.remoteGroup === SELF ? { ...rule, remoteGroup: own } : rule,
  }));
  return keyedTraffic(keyedMap(keyed), knownTraffic);
}
