import { keyedTraffic, splitKnown } from "../../kit/check-rules";
import type { Props } from "../../kit/handlers";
import { type RuleMap, keyedMap } from "../../rules/rule-map";
import type { Run } from "../../run/run";
import { seenResources } from "../../run/resources";
import type { KeyedTraffic } from "../../traffic/explain";
import { traffic } from "../../traffic/traffic";
import type { WireGroup } from "../api/schema";
import { ruleReader } from "../rule/parse";
import type { Rule } from "../rule/args";
import { SELF } from "../rule/fields";
import { knownTraffic } from "../rule/traffic";
import { rulesOf } from "../security-group/state";
import { ownerOfRules, rulesElsewhere } from "../security-group/existing";
import { ruleSecrecy } from "../../kit/secrets";
import { changeSummary, driftParts } from "../../traffic/format";
import { listed } from "../../traffic/format-protocols";
import type { WaldurWork } from "../api/session";
import type { WireTarget } from "../api/targets";
import { groupsChangedBy } from "./history";
import { areGroupsSecret, targetOf } from "./inputs";
import { labelOf } from "./existing";
import { groupIds } from "./set";

/** A group that an attachment names: by its id, or before it has one by the URN of its resource. */
export interface NamedGroup {
  readonly id?: string | undefined;
  readonly urn?: string | undefined;
  /** What messages call it. */
  readonly label: string;
}

/** What distinguishes two groups. */
export const keyOfGroup = ({ id, urn, label }: NamedGroup): string => id ?? urn ?? label;

/** What a resource of this run says about the rules of a group; undefined where none does. */
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
 * @param program what a resource of this run says about its rules
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

/** What groups of a target allow, by their ids. */
export type TrafficOfGroups = (ids: Iterable<string>) => KeyedTraffic[];

/** The live traffic of the groups of a tenant. One that does not exist no longer allows anything. */
export async function liveTraffic(
  { session }: WaldurWork,
  tenant: string | undefined,
): Promise<TrafficOfGroups> {
  const groups = tenant === undefined ? undefined : await session.tenant(tenant).all();
  return (ids) =>
    [...ids].flatMap((id) => {
      const named = { id, label: labelOf(session, id) };
      const live: WireGroup | undefined = groups?.get(id);
      if (live !== undefined) return trafficOf(named, rulesOf(live));
      return groups === undefined ? groupTraffic(named, undefined, undefined) : [];
    });
}

/**
 * What has happened to the groups of a target behind the program's back, in words that follow the name of the resource;
 * undefined where they are as state has them.
 * @param known ids of the groups in state
 * @param inputs those of the attachment
 */
export async function groupsDrift(
  work: WaldurWork,
  known: readonly string[],
  found: WireTarget,
  inputs: Props,
): Promise<string | undefined> {
  const live = groupIds(found);
  const gone = known.filter((id) => !live.includes(id));
  const come = inputs["exclusive"] === true ? live.filter((id) => !known.includes(id)) : [];
  if (gone.length + come.length === 0) return undefined;
  if (areGroupsSecret(inputs)) return "drifted: its groups were changed";
  const target = targetOf(inputs);
  const who =
    target === undefined
      ? ""
      : await groupsChangedBy(work.session, target, { came: come, went: gone }, work.deadline);
  const traffic = await liveTraffic(work, found.tenant);
  const before = [...live.filter((id) => !come.includes(id)), ...gone];
  const change = changeSummary(traffic(before), traffic(live), undefined, { hidden: ruleSecrecy(inputs) });
  const names = (ids: readonly string[]) =>
    listed(
      ids.map((id) => labelOf(work.session, id)),
      ", ",
    );
  const parts = [
    ...(come.length > 0 ? [`${names(come)} attached`] : []),
    ...(gone.length > 0 ? [`${names(gone)} detached`] : []),
    ...driftParts(change),
  ];
  return `drifted: ${parts.join("; ")}${who}`;
}
