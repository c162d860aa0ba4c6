import { perRun } from "../../run/run";

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
