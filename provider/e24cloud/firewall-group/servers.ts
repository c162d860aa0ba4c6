import { perRun, type Run } from "../../run/run";
import type { Group } from "../api/schema";
import type { FirewallGroupInputs } from "./inputs";
import { memberSteps, virtualMachineIds } from "./members";

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
