import type { MemberKind } from "../../provider/e24cloud/api/client";
import type { Member } from "../../provider/e24cloud/api/group";
import { knownTraffic as e24cloudTraffic } from "../../provider/e24cloud/rule/traffic";
import type { Rule as E24cloudRule } from "../../provider/e24cloud/rule/args";
import type { KeyedTraffic, Filter, RuleTraffic } from "../../provider/traffic/explain";
import type { RuleMap } from "../../provider/rules/rule-map";
import type { Rule as WaldurRule } from "../../provider/waldur/rule/args";
import { knownTraffic as waldurTraffic } from "../../provider/waldur/rule/traffic";

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
  /** Of a live group: what the program of the stack calls it, where that is known. */
  readonly programName?: string | undefined;
  readonly description: string;
  /** What is wrong with it; empty if nothing is. */
  readonly trouble: string;
  /** By readable keys; undefined where a stack does not manage them. */
  readonly rules: RuleMap<R> | undefined;
  /** The rules that it has besides these; undefined where that is not known. Of a live group all rules are in `rules`. */
  readonly unmanagedRules: RuleMap<R> | undefined;
  /** Why other rules than these may be in force; empty where they are. */
  readonly doubt: string;
}

export type WaldurGroup = GroupOf<"waldur", WaldurRule> & {
  /** Id of the tenant. */
  readonly tenant: string;
  /** How many instances use it; undefined where the server does not say. */
  readonly instances?: number | undefined;
  /** Whether Waldur can read it from OpenStack, so that it is in order again. */
  readonly canPull?: boolean;
};
export type E24cloudGroup = GroupOf<"e24cloud", E24cloudRule> & {
  /** What is attached. */
  readonly members: Readonly<Record<MemberKind, readonly Member[]>>;
  /** Whether its firewall is on, as it was last set; undefined where that is not known. The cloud does not say. */
  readonly active: boolean | undefined;
  /** Whether the members are all that the cloud has, and not those of a program. */
  readonly isLive?: boolean;
};
export type Group = WaldurGroup | E24cloudGroup;

/** A rule of a group, by the key that people know it by. */
export interface GroupRule extends KeyedTraffic {
  /** Whether no stack manages it. */
  readonly isUnmanaged: boolean;
}

/** What is known of what a group lets through. */
export function filterOf(group: Group): Filter<GroupRule> {
  const rules = group.cloud === "waldur" ? allRules(group, waldurTraffic) : allRules(group, e24cloudTraffic);
  return {
    rules,
    isOff: isOff(group),
    unseen: group.unmanagedRules === undefined ? UNSEEN : "",
    doubt: group.doubt,
  };
}

/** How many servers use a live group; undefined where the cloud does not show it, and of a group in state. */
export function serversOf(group: Group): number | undefined {
  if (group.cloud === "waldur") return group.instances;
  return group.isLive === true ? group.members.virtualMachines.length : undefined;
}

/** Whether a group lets everything through, whatever its rules say. */
export const isOff = (group: Group): boolean => group.cloud === "e24cloud" && group.active === false;

/** Whether it is unknown if its firewall is on: the cloud does not say, and state may not. */
export const isSwitchUnknown = (group: Group): boolean =>
  group.cloud === "e24cloud" && group.active === undefined;

const UNSEEN = "rules that are not in state: add --live to read them";

function allRules<R>(
  { rules, unmanagedRules }: Pick<GroupOf<Cloud, R>, "rules" | "unmanagedRules">,
  traffic: (rule: R) => RuleTraffic,
): GroupRule[] {
  const keyed = (some: RuleMap<R> = {}, isUnmanaged: boolean) =>
    Object.entries(some).map(([key, rule]) => ({ key, ...traffic(rule), isUnmanaged }));
  return [...keyed(rules, false), ...keyed(unmanagedRules, true)];
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
