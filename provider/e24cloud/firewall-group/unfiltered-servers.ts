import type { Run } from "../../run/run";
import type { Group } from "../api/group";
import type { FirewallGroupInputs } from "./inputs";
import { memberSteps, virtualMachineIds } from "./members";
import { programFirewalls } from "./program-firewalls";

type Inputs = Partial<FirewallGroupInputs>;

/** The servers that an update, or an adoption, detaches from a group. */
export function dismissedServers(group: Group, wanted: Inputs, before: Inputs = {}): string[] {
  const { exclusiveMembers: exclusive = false } = wanted;
  return memberSteps(group, { members: wanted, exclusive, formerly: before })
    .filter(({ kind, attach }) => kind === "virtualMachines" && !attach)
    .map(({ memberId }) => memberId);
}

/**
 * The servers that a group no longer filters after an update: those that it detaches, or all where its firewall goes off. A
 * firewall of which nothing is known counts as on.
 */
export function leavingServers(group: Group, wanted: Inputs, before: Inputs): string[] {
  if (before.active === false) return [];
  return wanted.active === false ? virtualMachineIds(group) : dismissedServers(group, wanted, before);
}

/** Servers that nothing filters then. */
export interface UnprotectedServers {
  readonly servers: readonly string[];
  /** Names of their other groups, which are known not to filter. */
  readonly off: readonly string[];
}

/** The servers among some that no other group filters, as far as that is known. */
export function unprotectedServers(
  run: Run,
  leaving: readonly string[],
  others: readonly Group[],
): UnprotectedServers {
  const firewalls = programFirewalls(run);
  const groupsOf = (server: string) => others.filter((group) => virtualMachineIds(group).includes(server));
  const servers = leaving.filter((server) =>
    groupsOf(server).every(({ id }) => firewalls.offName(id) !== undefined),
  );
  const off = servers.flatMap(groupsOf).flatMap(({ id }) => firewalls.offName(id) ?? []);
  return { servers, off: [...new Set(off)] };
}

/** @param active whether the firewall of the group that they leave is on; undefined where that is not known */
export function unprotectedServersText(
  { servers, off }: UnprotectedServers,
  active: boolean | undefined,
): string {
  const one = servers.length === 1;
  const others = off.map((name) => `"${name}"`).join(", ");
  const which =
    off.length === 0
      ? "in no other firewall group"
      : `in no other firewall group that filters (${others} ${off.length === 1 ? "is" : "are"} off)`;
  const unless = active ? "" : ", unless the firewall of this one is off already, which is not known";
  return `${serversText(servers)} ${one ? "is" : "are"} ${which} and will be open to all traffic${unless}`;
}

export const serversText = (servers: readonly string[]) =>
  `${servers.length === 1 ? "server" : "servers"} ${servers.join(", ")}`;
