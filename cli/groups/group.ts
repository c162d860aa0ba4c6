import type { MemberKind } from "../../provider/e24cloud/api/client";
import type { Member } from "../../provider/e24cloud/api/group";
import { ruleTraffic as e24cloudTraffic } from "../../provider/e24cloud/rule/traffic";
import type { Rule as E24cloudRule } from "../../provider/e24cloud/rule/rule";
import type { KeyedTraffic } from "../../provider/core/traffic/explain";
import type { RuleMap } from "../../provider/core/rules/rule-map";
import type { Rule as WaldurRule } from "../../provider/waldur/rule/rule";
import { ruleTraffic as waldurTraffic } from "../../provider/waldur/rule/traffic";

export const clouds = ["waldur", "e24cloud"] as const;
export type Cloud = (typeof clouds)[number];

/** What commands know of a group, whether it comes from a stack's state or from the cloud itself. */
interface GroupOf<Name extends Cloud, R> {
  readonly cloud: Name;
  /** The cloud's id for it. */
  readonly id: string;
  /** What people call it: its name at the cloud, or in a stack the name of the resource. */
  readonly title: string;
  /** Its name at the cloud. */
  readonly name: string;
  readonly description: string;
  /** Why it is not as it should be; empty where it is. */
  readonly trouble: string;
  /** By readable keys; undefined where a stack does not manage them. */
  readonly rules: RuleMap<R> | undefined;
}

export type WaldurGroup = GroupOf<"waldur", WaldurRule> & {
  /** Id of the tenant. */
  readonly tenant: string;
  /** Whether Waldur can read it from OpenStack, so that it is in order again. */
  readonly canPull?: boolean;
};
export type E24cloudGroup = GroupOf<"e24cloud", E24cloudRule> & {
  /** What is attached. */
  readonly members: Readonly<Record<MemberKind, readonly Member[]>>;
};
export type Group = WaldurGroup | E24cloudGroup;

/** What a group allows, rule by rule; nothing where its rules are not known. */
export function trafficOf(group: Group): KeyedTraffic[] {
  return group.cloud === "waldur" ? keyed(group.rules, waldurTraffic) : keyed(group.rules, e24cloudTraffic);
}

function keyed<R>(
  rules: RuleMap<R> | undefined,
  traffic: (rule: R) => KeyedTraffic["traffic"],
): KeyedTraffic[] {
  return Object.entries(rules ?? {}).map(([key, rule]) => ({ key, traffic: traffic(rule) }));
}

/** Names of groups by the ids that rules have for them. */
export function namesOf(groups: readonly Group[]): (id: string) => string {
  const names = new Map(groups.map(({ id, title }) => [id, title]));
  return (id) => names.get(id) ?? id;
}

/** A key of a rule with the group that it names by its title: `ingress IPv4 tcp 5432 from group app`. */
export function readableKey(key: string, nameOf: (id: string) => string): string {
  return key.replace(/ group ([0-9a-f]{32})$/, (_, id: string) => ` group ${nameOf(id)}`);
}
