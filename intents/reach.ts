import { questionTraffic } from "../analysis/question";
import type { TrafficSet } from "../provider/traffic/set";
import {
  addressesOf,
  anyRemote,
  type Direction,
  type Interval,
  overlapOf,
  overlaps,
  type Traffic,
} from "../provider/traffic/traffic";
import { type Allowed, type Host, isCounted, type Level, peersOf } from "./host";
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
      const traffic = common(common([ingress.box], [egress.box]), asked);
      if (traffic.length > 0) return { from, to, traffic, ingress, egress };
    }
  }
  return undefined;
}

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
  if (asked === ANYTHING && !other.isWorld) return some;
  const clipped = some.flatMap((one) => common([one.box], asked).map((box) => ({ ...one, box })));
  return other.isWorld ? worldwideParts(clipped) : clipped;
}

/** All traffic, of which nothing need be cut off. */
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

/** What two sets have in common, whatever the direction and the addresses: as the first has them. */
function common(some: TrafficSet, others: TrafficSet): Traffic[] {
  return some.flatMap((box) =>
    others.flatMap((other) => {
      const same = { ...other, direction: box.direction, remote: box.remote, local: box.local };
      return overlaps(box, same) ? [overlapOf(box, same)] : [];
    }),
  );
}

/** Whom each host can open something at, found once for all intents. */
export class Neighbours {
  private readonly known = new Map<Level, Map<Host, readonly Hop[]>>();

  constructor(private readonly hosts: readonly Host[]) {}

  /** The first connection of any kind to each host that can be reached at once. */
  of(host: Host, level: Level): readonly Hop[] {
    const atLevel = this.known.get(level) ?? new Map<Host, readonly Hop[]>();
    this.known.set(level, atLevel);
    const hops = atLevel.get(host) ?? this.hosts.flatMap((next) => hop(host, next, ANYTHING, level) ?? []);
    atLevel.set(host, hops);
    return hops;
  }
}

interface Way {
  readonly host: Host;
  readonly hops: readonly Hop[];
  /** By which ways of the same length are in order. */
  readonly key: string;
}

/**
 * The shortest way from some hosts to others: the fewest hops, then the first keys. Over other groups a way continues from
 * each server that it reaches, on whatever port; only the last hop is what is asked.
 * @param between what a way may lead over; undefined where only a direct connection counts
 */
export function shortestWay(
  from: readonly Host[],
  to: readonly Host[],
  asked: TrafficSet,
  { level, between }: { level: Level; between: Neighbours | undefined },
): readonly Hop[] | undefined {
  let ways = from.map((host): Way => ({ host, hops: [], key: "" }));
  const seen = new Set(from);
  while (ways.length > 0) {
    const arrived = ways.flatMap((way) =>
      to.flatMap((end) => hop(way.host, end, asked, level) ?? []).map((last) => longer(way, last)),
    );
    const [first] = arrived.toSorted(byKey);
    if (first !== undefined || between === undefined) return first?.hops;
    const nearest = new Map<Host, Way>();
    for (const way of ways) {
      for (const next of between.of(way.host, level)) {
        if (seen.has(next.to)) continue;
        const one = longer(way, next);
        const known = nearest.get(next.to);
        if (known === undefined || byKey(one, known) < 0) nearest.set(next.to, one);
      }
    }
    ways = [...nearest.values()];
    for (const { host } of ways) seen.add(host);
  }
  return undefined;
}

const longer = ({ hops, key }: Way, last: Hop): Way => ({
  host: last.to,
  hops: [...hops, last],
  key: `${key}\n\n${keyOf(last)}`,
});

const byKey = (a: Way, b: Way) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

const keyOf = ({ from, to, ingress, egress }: Hop) =>
  [to.title, ingress?.rule, from.title, egress?.rule].join("\n");
