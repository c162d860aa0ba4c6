import type { Cidr } from "../provider/net/ranges";
import { effectiveRules, type KeyedTraffic } from "../provider/traffic/explain";
import { type TrafficSet, withGroupsOfAll } from "../provider/traffic/set";
import {
  anyRemote,
  type Direction,
  groupOf,
  overlaps,
  remoteCidr,
  remoteGroup,
  SELF,
  traffic,
  type Traffic,
} from "../provider/traffic/traffic";
import type { Model, ModelEnd, ModelGroup, ModelRule, ModelServer } from "./model";

/**
 * How much of what is not known counts as allowed: nothing, what no `pulumi up` will show either (rules in unknown words, a
 * firewall that was never switched on), or also what depends on values and addresses that are not known yet.
 */
export const levels = ["sure", "doubtful", "open"] as const;
export type Level = (typeof levels)[number];

/** A box of what a rule allows. */
export interface Allowed {
  readonly box: Traffic;
  readonly rule: string;
  /** Whom it is about: decoded once, since it is needed for each pair of hosts. */
  readonly about: "anyone" | "network" | { readonly group: string };
  /** Title of the group that has the rule. */
  readonly group: string;
  /** From which level on it counts. */
  readonly level: Level;
}

/** What is at one end: a server in some groups, any server of one group, or addresses in none of them. */
export interface Host {
  readonly title: string;
  /** Keys of its groups; empty outside. */
  readonly groups: readonly string[];
  readonly isWorld: boolean;
  /** Empty where they are not known. */
  readonly networks: readonly Cidr[];
  /** What its rules allow, by the names of rules; outside nothing filters. */
  readonly allows: Readonly<Record<Direction, readonly Allowed[]>>;
}

const nothing = { ingress: [], egress: [] };
const WORLD: Host = { title: "the world", networks: [], groups: [], isWorld: true, allows: nothing };

/** The hosts of a model, each made once. */
export class Hosts {
  private readonly groups: ReadonlyMap<string, ModelGroup>;
  private readonly ofGroups = new Map<string, Host>();
  private readonly ofServers = new Map<string, Host>();

  constructor(private readonly model: Model) {
    this.groups = new Map(model.groups.map((group) => [group.key, group]));
  }

  /** Every server that can be distinguished: one of each group alone, and those that are known. */
  all(): Host[] {
    return [
      ...this.model.groups.map((group) => this.ofGroup(group)),
      ...this.model.servers.map((server) => this.ofServer(server, false)),
    ];
  }

  /**
   * The hosts that an end stands for.
   * @param every of a group, its known servers too, which other groups may open more; else only what all of them have
   */
  at(end: ModelEnd, { every }: { every: boolean }): Host[] {
    const { title, networks } = end;
    if (end.kind === "world") return [WORLD];
    if (!("keys" in end)) return [{ title, networks, groups: [], isWorld: false, allows: nothing }];
    const isMeant = ({ key }: { readonly key: string }) => end.keys.includes(key);
    const hosts =
      end.kind === "server"
        ? this.model.servers.filter(isMeant).map((server) => this.ofServer(server, true))
        : [
            ...this.model.groups.filter(isMeant).map((group) => this.ofGroup(group)),
            ...this.model.servers
              .filter(
                ({ groups }) => every && groups.length > 1 && groups.some((key) => end.keys.includes(key)),
              )
              .map((server) => this.ofServer(server, false)),
          ];
    return networks.length === 0 ? hosts : hosts.map((host) => ({ ...host, networks }));
  }

  private ofGroup(group: ModelGroup): Host {
    return kept(this.ofGroups, group.key, () => hostOf(group.title, [group], []));
  }

  private ofServer({ key, title, groups, mayHaveOthers }: ModelServer, isAsked: boolean): Host {
    const others = isAsked && mayHaveOthers ? [OTHER_GROUPS] : [];
    return kept(this.ofServers, `${isAsked} ${key}`, () =>
      hostOf(
        title,
        groups.flatMap((one) => this.groups.get(one) ?? []),
        others,
      ),
    );
  }
}

/** What a map has, made the first time. */
export function kept<Key, T>(known: Map<Key, T>, key: Key, make: () => T): T {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}

const EVERYTHING: TrafficSet = (["ingress", "egress"] as const).flatMap((direction) =>
  (["IPv4", "IPv6"] as const).map((family) => traffic({ direction, family })),
);
const OTHER_GROUPS: ModelRule = {
  key: "a rule of another group that the server may have",
  traffic: [],
  possible: EVERYTHING,
  isPending: true,
};

function hostOf(title: string, groups: readonly ModelGroup[], others: readonly ModelRule[]): Host {
  const own = groups.flatMap((group) => allowedBy(group));
  const allowed = [...own, ...others.flatMap((rule) => boxesOf(rule, title))].toSorted(byRule);
  const of = (direction: Direction) =>
    withAllAddresses(allowed.filter(({ box }) => box.direction === direction));
  return {
    title,
    groups: groups.map(({ key }) => key),
    isWorld: false,
    networks: [],
    allows: { ingress: of("ingress"), egress: of("egress") },
  };
}

const byRule = (a: Allowed, b: Allowed) => (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);

function allowedBy(group: ModelGroup): Allowed[] {
  const pending = group.isOff === true ? [] : group.rules.filter(isPending);
  const rules = effectiveRules({ ...group, rules: group.rules.filter((rule) => !isPending(rule)) });
  const self = remoteGroup(SELF);
  const own = remoteGroup(group.key);
  return [...rules, ...pending]
    .flatMap((rule) => boxesOf(group.isSecret === true ? { ...rule, key: SECRET_RULE } : rule, group.title))
    .map((one) =>
      one.box.remote.from === self.from
        ? { ...one, box: { ...one.box, remote: own }, about: { group: group.key } }
        : one,
    );
}

/** In the place of the key of a rule that is secret, whose protocols and ports are not said either. */
export const SECRET_RULE = "a secret rule";

const isPending = (rule: ModelRule) => rule.isPending === true;

function boxesOf(rule: KeyedTraffic & { readonly isPending?: boolean }, group: string): Allowed[] {
  const { key, traffic: sure, possible = [] } = rule;
  const of = (set: TrafficSet, level: Level) =>
    set.map((box): Allowed => ({ box, rule: key, group, level, about: aboutOf(box) }));
  return [...of(sure, "sure"), ...of(possible, isPending(rule) ? "open" : "doubtful")];
}

function aboutOf({ remote }: Traffic): Allowed["about"] {
  if (remote.from <= anyRemote.from && remote.to >= anyRemote.to) return "anyone";
  const group = groupOf(remote);
  return group === undefined ? "network" : { group };
}

/** Includes what networks that together are all addresses allow to the whole world, under the name of the first of their rules. */
function withAllAddresses(allowed: readonly Allowed[]): Allowed[] {
  const added = levels.flatMap((level) => {
    const counted = allowed.filter((one) => isCounted(one, level));
    const set = counted.map(({ box }) => box);
    return withGroupsOfAll(set)
      .slice(set.length)
      .flatMap((box): Allowed[] => {
        const first = counted.find((one) => overlaps(one.box, box));
        return first === undefined ? [] : [{ ...first, box, level, about: "anyone" }];
      });
  });
  return added.length === 0 ? [...allowed] : [...allowed, ...added].toSorted(byRule);
}

/** Whether a rule counts at a level. */
export const isCounted = (one: Allowed, level: Level) => levels.indexOf(one.level) <= levels.indexOf(level);

/** Addresses of an end as boxes of peers, by family. */
export const peersOf = (networks: readonly Cidr[]) =>
  networks.map((network) => ({ family: network.family, remote: remoteCidr(network) }));
