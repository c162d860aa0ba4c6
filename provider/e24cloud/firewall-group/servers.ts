import { type MemberKind, memberKinds } from "../api/client";
import type { Group } from "../api/group";
import { perRun, type Run } from "../../run/run";
import type { FirewallGroupInputs } from "./inputs";

/** Ids of what is attached to a group, by kind. A kind that is left out is not managed. */
export type Members = Partial<Record<MemberKind, readonly string[]>>;

export interface WantedMembers {
  members: Members;
  /** Whether what the program does not name is detached too, of the kinds that it manages. */
  exclusive: boolean;
  /** What the program named before: that of it which is no longer named is detached. */
  formerly?: Members;
}

export interface MemberStep {
  readonly kind: MemberKind;
  readonly memberId: string;
  readonly attach: boolean;
}

/** Attaches first, so that a server that moves from one group to another is in one all the time. */
export function memberSteps(
  group: Group,
  { members, exclusive, formerly = {} }: WantedMembers,
): MemberStep[] {
  const steps = memberKinds.flatMap((kind): MemberStep[] => {
    const named = members[kind];
    if (named === undefined) return [];
    const attached = attachedIds(group, kind);
    const dismissed = exclusive ? foreignIds(group, kind, members) : (formerly[kind] ?? []);
    return [
      ...named.filter((id) => !attached.includes(id)).map((memberId) => ({ kind, memberId, attach: true })),
      ...dismissed
        .filter((id) => attached.includes(id) && !named.includes(id))
        .map((memberId) => ({ kind, memberId, attach: false })),
    ];
  });
  return steps.toSorted((a, b) => Number(b.attach) - Number(a.attach));
}

/** The ids that a group has of a kind. Some servers may show virtual machines among the resources. */
export function attachedIds(group: Group, kind: MemberKind): string[] {
  const ids = (members: Group["users"]) => members.map(({ id }) => id);
  if (kind === "users") return ids(group.users);
  return [...new Set([...ids(group.virtualMachines), ...ids(group.resources)])];
}

/** The group's servers of a kind that the program does not name under any kind. */
export function foreignIds(group: Group, kind: MemberKind, members: Members): string[] {
  const named = memberKinds.flatMap((one) => members[one] ?? []);
  const machines = virtualMachineIds(group);
  return attachedIds(group, kind).filter(
    (id) =>
      !named.includes(id) && (kind === "users" || machines.includes(id) === (kind === "virtualMachines")),
  );
}

/** The virtual machines of a group, from any field that the server shows them in. */
export function virtualMachineIds({ virtualMachines, resources }: Group): string[] {
  const machines = resources.filter(({ type }) => /^(vm|server|virtual.?machine)$/i.test(type ?? ""));
  return [...new Set([...virtualMachines, ...machines].map(({ id }) => id))];
}

/** Whether a group has, or no longer has, what a step is about. */
export function holds({ kind, memberId, attach }: MemberStep, group: Group): boolean {
  return attachedIds(group, kind).includes(memberId) === attach;
}

/** A group of the program. */
interface Firewall {
  readonly name: string;
  /** Whether its firewall is on after the update; undefined where that is not known. */
  readonly active?: boolean | undefined;
}

/**
 * What the groups of the program in a run do about servers: which firewalls are off, which no answer of the server says,
 * and which servers go from one group to another.
 */
export class ProgramFirewalls {
  private readonly byId = new Map<string, Firewall>();
  private readonly taking = new Map<string, string>();
  private readonly leaving = new Map<string, string>();

  /** To be called for each group, once its id is known. */
  has(id: string, firewall: Firewall): void {
    this.byId.set(id.toLowerCase(), firewall);
  }

  /** The name of a group of the program whose firewall is off, as far as that is known. */
  offName(id: string): string | undefined {
    const firewall = this.byId.get(id.toLowerCase());
    return firewall?.active === false ? firewall.name : undefined;
  }

  /** Notes that a group attaches servers, and returns which of them another one lets go. */
  takes(group: string, servers: readonly string[]): Move[] {
    for (const server of servers) this.taking.set(server, group);
    return servers.flatMap((server) => moveOf(server, this.leaving.get(server), group));
  }

  /** Notes that a group lets servers go, and returns which of them another one attaches. */
  leaves(group: string, servers: readonly string[]): Move[] {
    for (const server of servers) this.leaving.set(server, group);
    return servers.flatMap((server) => moveOf(server, group, this.taking.get(server)));
  }
}

/** A server that goes from one group of the program to another. */
interface Move {
  readonly server: string;
  readonly from: string;
  readonly to: string;
}

const moveOf = (server: string, from: string | undefined, to: string | undefined): Move[] =>
  from === undefined || to === undefined || from === to ? [] : [{ server, from, to }];

export const moveText = ({ server, from, to }: Move): string =>
  `server ${server} goes from "${from}" to "${to}", which are updated side by side: between the two it may be open to all ` +
  "traffic. Attach it to the second in one pulumi up, and take it out of the first in the next";

export const programFirewalls = perRun(() => new ProgramFirewalls());

type Inputs = Partial<FirewallGroupInputs>;

/** The servers that an update, or an adoption, detaches from a group. */
function dismissedServers(group: Group, wanted: Inputs, before: Inputs = {}): string[] {
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
