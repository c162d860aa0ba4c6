import { questionTraffic } from "../analysis/question";
import type { TrafficSet } from "../provider/traffic/set";
import {
  addressesOf,
  anyRemote,
  type Direction,
  type Interval,
  overlapOf,
  type Traffic,
} from "../provider/traffic/traffic";
import { type Allowed, type Host, isCounted, kept, type Level, peersOf } from "./host";
import { worldwideParts } from "./world";

/** A connection that some rules allow. */
export interface Hop {
  readonly from: Host;
  readonly to: Host;
  readonly traffic: TrafficSet;
  /** The first rules that allow it: out of one end and into the other. An end without groups has none. */
  readonly egress?: Allowed | undefined;
  readonly ingress?: Allowed | undefined;
}

/**
 * The first connection from one host to another by the keys of the rules that allow it; undefined where there is none.
 * Own addresses don't matter: some server of a group may have the address that a rule is about.
 * @param asked boxes of ingress of which only protocols and ports count
 */
export function hop(from: Host, to: Host, asked: TrafficSet, level: Level): Hop | undefined {
  const inward = side(to, "ingress", from, asked, level);
  if (to.groups.length > 0 && inward.length === 0) return undefined;
  const outward = side(from, "egress", to, asked, level);
  if (from.groups.length === 0) {
    const [ingress] = inward;
    return ingress && { from, to, traffic: common([ingress.box], asked), ingress };
  }
  if (to.groups.length === 0) {
    const [egress] = outward;
    return egress && { from, to, traffic: common([egress.box], asked), egress };
  }
  for (const ingress of inward) {
    for (const egress of outward) {
      if (!asked.some((box) => areOpen(ingress.box, egress.box, box))) continue;
      return { from, to, traffic: common(common([ingress.box], [egress.box]), asked), ingress, egress };
    }
  }
  return undefined;
}

/** Whether some traffic is in three boxes. Intervals have a value in common where each two of them have one. */
const areOpen = (ingress: Traffic, egress: Traffic, asked: Traffic) =>
  isShared(ingress, egress) && isShared(ingress, asked) && isShared(egress, asked);

/** What one end's rules have of what is asked towards the other end. */
function side(
  host: Host,
  direction: Direction,
  other: Host,
  asked: TrafficSet,
  level: Level,
): readonly Allowed[] {
  const meets = peerTest(other, level);
  const some = host.allows[direction].filter((one) => isCounted(one, level) && meets(one));
  if (!other.isWorld)
    return asked === ANYTHING ? some : some.filter(({ box }) => asked.some((one) => isShared(box, one)));
  return worldwideParts(some.flatMap((one) => common([one.box], asked).map((box) => ({ ...one, box }))));
}

/** All traffic, which needs no restriction. */
export const ANYTHING = questionTraffic({}, "ingress", { remote: anyRemote });

/** Whether a rule is about an end, in some case. */
function peerTest(other: Host, level: Level): (one: Allowed) => boolean {
  if (other.isWorld) return ({ about }) => about === "anyone" || about === "network";
  const peers = peersOf(other.networks);
  const isSomewhere = other.groups.length > 0 && peers.length === 0;
  return ({ about, box: { remote, family } }) => {
    if (about === "anyone") return peers.length === 0 || peers.some((peer) => peer.family === family);
    if (about !== "network") return other.groups.includes(about.group);
    if (isSomewhere) return level === "open";
    const { addresses } = addressesOf(remote, family);
    return peers.some(
      (peer) => peer.family === family && addresses !== undefined && meet(addresses, peer.remote),
    );
  };
}

const meet = (a: Interval, b: Interval) => a.from <= b.to && b.from <= a.to;

/** Whether two boxes have a protocol, port and code in common, whatever the direction and the addresses. */
function isShared(a: Traffic, b: Traffic): boolean {
  return (
    a.family === b.family && meet(a.protocol, b.protocol) && meet(a.ports, b.ports) && meet(a.codes, b.codes)
  );
}

/** What two sets have in common, whatever the direction and the addresses: as the first has them. */
function common(some: TrafficSet, others: TrafficSet): Traffic[] {
  return some.flatMap((box) =>
    others
      .filter((other) => isShared(box, other))
      .map(({ protocol, ports, codes }) => overlapOf(box, { ...box, protocol, ports, codes })),
  );
}

interface Way {
  readonly host: Host;
  readonly hops: readonly Hop[];
  /** By which ways of the same length are in order. */
  readonly key: string;
}

/** How far each host comes over servers of other groups, found once for all intents. */
export class Ways {
  private readonly neighbours = new Map<Level, Map<Host, readonly Hop[]>>();
  private readonly known = new Map<Level, Map<Host, Layers>>();

  constructor(private readonly hosts: readonly Host[]) {}

  /** The best way to each host that can be reached from some hosts: those of no hop, those of one, and so on. */
  layers(from: readonly Host[], level: Level): Iterable<readonly Way[]> {
    const make = () => new Layers(from, (host) => this.of(host, level));
    const [only, another] = from;
    if (only === undefined || another !== undefined) return make();
    return kept(
      kept(this.known, level, () => new Map<Host, Layers>()),
      only,
      make,
    );
  }

  /** The first connection of any kind to each host that can be reached at once. */
  private of(host: Host, level: Level): readonly Hop[] {
    const atLevel = kept(this.neighbours, level, () => new Map<Host, readonly Hop[]>());
    return kept(atLevel, host, () => this.hosts.flatMap((next) => hop(host, next, ANYTHING, level) ?? []));
  }
}

/** Layers that are made when somebody asks for them, and kept. */
class Layers {
  private readonly made: (readonly Way[])[];
  private readonly seen: Set<Host>;

  constructor(
    from: readonly Host[],
    private readonly neighboursOf: (host: Host) => readonly Hop[],
  ) {
    this.made = [startOf(from)];
    this.seen = new Set(from);
  }

  *[Symbol.iterator](): Generator<readonly Way[]> {
    for (let position = 0; ; position += 1) {
      const layer = this.made[position] ?? this.next(this.made[position - 1] ?? []);
      this.made[position] = layer;
      if (layer.length === 0) return;
      yield layer;
    }
  }

  private next(ways: readonly Way[]): readonly Way[] {
    const nearest = new Map<Host, Way>();
    for (const way of ways) {
      for (const next of this.neighboursOf(way.host)) {
        if (this.seen.has(next.to)) continue;
        const one = longer(way, next);
        const known = nearest.get(next.to);
        if (known === undefined || byKey(one, known) < 0) nearest.set(next.to, one);
      }
    }
    for (const host of nearest.keys()) this.seen.add(host);
    return [...nearest.values()];
  }
}

const startOf = (from: readonly Host[]) => from.map((host): Way => ({ host, hops: [], key: "" }));

/**
 * The shortest way from some hosts to others: the fewest hops, then the first keys. Over other groups a way continues from
 * each server that it reaches, on whatever port; only the last hop is what is asked.
 * @param between what a way may lead over; undefined where only a direct connection counts
 */
export function shortestWay(
  from: readonly Host[],
  to: readonly Host[],
  asked: TrafficSet,
  { level, between }: { level: Level; between: Ways | undefined },
): readonly Hop[] | undefined {
  const ends = to.flatMap((host) => letsIn(host, asked, level) ?? []);
  if (ends.length === 0) return undefined;
  for (const ways of between?.layers(from, level) ?? [startOf(from)]) {
    const arrived = ways.flatMap((way) =>
      ends.flatMap((end) => hop(way.host, end, asked, level) ?? []).map((last) => longer(way, last)),
    );
    const [first] = arrived.toSorted(byKey);
    if (first !== undefined) return first.hops;
  }
  return undefined;
}

/** A host with only the rules that let something in of what is asked; undefined where there is none. */
function letsIn(host: Host, asked: TrafficSet, level: Level): Host | undefined {
  if (host.groups.length === 0) return host;
  const ingress = host.allows.ingress.filter(
    (one) => isCounted(one, level) && asked.some((box) => isShared(one.box, box)),
  );
  return ingress.length === 0 ? undefined : { ...host, allows: { ...host.allows, ingress } };
}

const longer = ({ hops, key }: Way, last: Hop): Way => ({
  host: last.to,
  hops: [...hops, last],
  key: `${key}\n\n${keyOf(last)}`,
});

const byKey = (a: Way, b: Way) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

/** A server with several groups is a longer reason than one of its groups. */
const keyOf = ({ from, to, ingress, egress }: Hop) =>
  [to.groups.length, to.title, ingress?.rule, from.groups.length, from.title, egress?.rule].join("\n");
