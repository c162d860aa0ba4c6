import type { Direction, Interval, Traffic } from "./traffic";
import type { GroupName, PeerWords } from "./format-peers";
import { localWords, peerWords } from "./format-peers";
import { protocolWords } from "./format-protocols";
import type { TrafficSet } from "./set";
import { listed } from "./listed";
import { difference, simplify } from "./set";
import { WorkLimit, WorkLimitError } from "./work-limit";

export interface WordOptions {
  /** How a security group is called; its id otherwise. */
  readonly groupName?: GroupName;
}

/** What a change of rules means for traffic, in words. Both empty: another spelling of the same. */
export interface TrafficChange {
  readonly opens: readonly string[];
  readonly closes: readonly string[];
}

/** So many boxes may be looked at for one side of a change: some tenths of a second. */
const WORTH_LOOKING_AT = 2_000_000;

/** What is allowed after a change and was not before, and the other way round. */
export const trafficChange = (
  old: TrafficSet,
  wanted: TrafficSet,
  options: WordOptions = {},
): TrafficChange => ({
  opens: differenceWords(wanted, old, options),
  closes: differenceWords(old, wanted, options),
});

function differenceWords(a: TrafficSet, b: TrafficSet, options: WordOptions): readonly string[] {
  try {
    return trafficWords(difference(a, b, new WorkLimit(WORTH_LOOKING_AT)), options);
  } catch (error) {
    if (!(error instanceof WorkLimitError)) throw error;
    return ["many ranges of ports"];
  }
}

/**
 * Traffic as people say it, one text for what belongs together: `tcp 80, 443 from anywhere`,
 * `tcp 9100-9104 from group web`, `egress any to anywhere`, `icmp type 8 code 0 from 10.0.0.0/8`.
 * `anywhere` is both families, `0.0.0.0/0` and `::/0` are one.
 */
export function trafficWords(set: TrafficSet, { groupName = (id) => id }: WordOptions = {}): string[] {
  const said = new Map<string, Saying>();
  for (const { whats, peers } of byPeers(simplify(set))) {
    const [{ direction, family, local }] = whats;
    for (const what of protocolWords(whats)) {
      const own = localWords(local, family);
      const key = [direction, what, own].join();
      const saying = said.get(key) ?? { direction, what, own, peers: [] };
      saying.peers.push(...peerWords(peers, family, groupName));
      said.set(key, saying);
    }
  }
  return [...said.values()].map(inWords);
}

interface Saying {
  readonly direction: Direction;
  readonly what: string;
  readonly own: string | undefined;
  readonly peers: PeerWords[];
}

function inWords({ direction, what, own, peers }: Saying): string {
  const bothFamilies = peers.filter(({ any }) => any).length === 2;
  const texts = peers.filter(({ any }) => !(any && bothFamilies)).map(({ text }) => text);
  const peer = listed([...(bothFamilies ? ["anywhere"] : []), ...texts], ", ");
  const [before, after] = direction === "ingress" ? ["from", "to"] : ["to", "from"];
  return [
    ...(direction === "egress" ? ["egress"] : []),
    what,
    before,
    peer,
    ...(own === undefined ? [] : [after, own]),
  ].join(" ");
}

/** Boxes that differ only in protocol and ports, with the peers that all of them have. */
interface SamePeers {
  readonly whats: readonly [Traffic, ...Traffic[]];
  readonly peers: readonly Interval[];
}

function byPeers(boxes: TrafficSet): SamePeers[] {
  const peersOf = grouped(boxes, ({ direction, family, protocol, ports, codes, local }) =>
    [direction, family, ...[protocol, ports, codes, local].map(({ from, to }) => `${from}-${to}`)].join(),
  );
  const lists = peersOf.map((same) => ({ what: same[0], peers: same.map(({ remote }) => remote) }));
  return grouped(lists, ({ what: { direction, family, local }, peers }) =>
    [direction, family, ...[local, ...peers].map(({ from, to }) => `${from}-${to}`)].join(),
  ).map(([first, ...others]) => ({
    whats: [first.what, ...others.map(({ what }) => what)],
    peers: first.peers,
  }));
}

/** Items with the same key, in the order of the first of each. */
function grouped<T>(items: readonly T[], keyOf: (item: T) => string): [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
