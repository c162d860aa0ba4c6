import type { Direction, Interval, Traffic } from "../traffic";
import type { GroupName, FormattedPeer } from "./format-peers";
import { formatLocal, formatPeers } from "./format-peers";
import { formatProtocols } from "./format-protocols";
import type { TrafficSet } from "../set";
import { listed } from "./listed";
import { difference, simplify } from "../set";
import { WorkLimit, WorkLimitError } from "../grid/work-limit";

export interface FormatOptions {
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
  options: FormatOptions = {},
): TrafficChange => ({
  opens: formatDifference(wanted, old, options),
  closes: formatDifference(old, wanted, options),
});

function formatDifference(a: TrafficSet, b: TrafficSet, options: FormatOptions): readonly string[] {
  try {
    return formatTraffic(difference(a, b, new WorkLimit(WORTH_LOOKING_AT)), options);
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
export function formatTraffic(set: TrafficSet, { groupName = (id) => id }: FormatOptions = {}): string[] {
  const phrases = new Map<string, Phrase>();
  for (const { boxes, peers } of byPeers(simplify(set))) {
    const [{ direction, family, local }] = boxes;
    for (const protocols of formatProtocols(boxes)) {
      const own = formatLocal(local, family);
      const key = [direction, protocols, own].join();
      const phrase = phrases.get(key) ?? { direction, protocols, own, peers: [] };
      phrase.peers.push(...formatPeers(peers, family, groupName));
      phrases.set(key, phrase);
    }
  }
  return [...phrases.values()].map(formatPhrase);
}

interface Phrase {
  readonly direction: Direction;
  readonly protocols: string;
  readonly own: string | undefined;
  readonly peers: FormattedPeer[];
}

function formatPhrase({ direction, protocols, own, peers }: Phrase): string {
  const bothFamilies = peers.filter(({ any }) => any).length === 2;
  const texts = peers.filter(({ any }) => !(any && bothFamilies)).map(({ text }) => text);
  const peer = listed([...(bothFamilies ? ["anywhere"] : []), ...texts], ", ");
  const [before, after] = direction === "ingress" ? ["from", "to"] : ["to", "from"];
  return [
    ...(direction === "egress" ? ["egress"] : []),
    protocols,
    before,
    peer,
    ...(own === undefined ? [] : [after, own]),
  ].join(" ");
}

/** Boxes that differ only in protocol and ports, with the peers that all of them have. */
interface SamePeers {
  readonly boxes: readonly [Traffic, ...Traffic[]];
  readonly peers: readonly Interval[];
}

function byPeers(boxes: TrafficSet): SamePeers[] {
  const peersOf = grouped(boxes, ({ direction, family, protocol, ports, codes, local }) =>
    [direction, family, ...[protocol, ports, codes, local].map(({ from, to }) => `${from}-${to}`)].join(),
  );
  const lists = peersOf.map((same) => ({ box: same[0], peers: same.map(({ remote }) => remote) }));
  return grouped(lists, ({ box: { direction, family, local }, peers }) =>
    [direction, family, ...[local, ...peers].map(({ from, to }) => `${from}-${to}`)].join(),
  ).map(([first, ...others]) => ({
    boxes: [first.box, ...others.map(({ box }) => box)],
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
