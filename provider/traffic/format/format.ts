import type { Direction, Interval, Traffic } from "../traffic";
import { type RuleTraffic, gain } from "../explain";
import {
  type FamilyPeers,
  type GroupName,
  type LeftOut,
  formatLocal,
  formatPeers,
  missingPeers,
  formatProtocols,
  listed,
} from "./format-protocols";
import { type TrafficSet, covers, simplify } from "../set";
import { WorkLimit, WorkLimitError } from "../grid/grid";

export interface FormatOptions {
  /** How a security group is called; its id otherwise. */
  readonly groupName?: GroupName;
}

/** What a change of rules means for traffic, in words. Both empty: another spelling of the same. */
export interface TrafficChange {
  readonly opens: readonly string[];
  readonly closes: readonly string[];
}

/** What is allowed after a change and was not before, and the other way round. */
export function trafficChange(
  old: TrafficSet,
  wanted: TrafficSet,
  options: FormatOptions = {},
): TrafficChange {
  const { opens, closes } = rulesChange([{ traffic: old }], [{ traffic: wanted }], options);
  return { opens, closes };
}

/** The same of rules that may not be known in full. */
export interface RulesChange extends TrafficChange {
  /** What it opens only if it was not open before, which is not known. */
  readonly mayOpen: readonly string[];
  /** What it closes only if no other rule keeps it open, which is not known. */
  readonly mayClose: readonly string[];
}

/** What becomes allowed and what is no longer allowed, for certain and perhaps. */
export function rulesChange(
  old: readonly RuleTraffic[],
  wanted: readonly RuleTraffic[],
  options: FormatOptions = {},
): RulesChange {
  const [opens, mayOpen] = formatGain(old, wanted, (peers) => `${peers.text} had it`, options);
  const keep = ({ text, count }: LeftOut) => `${text} ${count === 1 ? "keeps" : "keep"} it`;
  const [closes, mayClose] = formatGain(wanted, old, keep, options);
  return { opens, closes, mayOpen, mayClose };
}

/** So many boxes may be looked at for one side of a change: some tenths of a second. */
const WORTH_LOOKING_AT = 2_000_000;

/** What rules allow and others do not: for certain, and perhaps. @param aside what to say of peers that both allow */
function formatGain(
  others: readonly RuleTraffic[],
  rules: readonly RuleTraffic[],
  aside: (peers: LeftOut) => string,
  options: FormatOptions,
): [certain: readonly string[], perhaps: readonly string[]] {
  try {
    const limit = new WorkLimit(WORTH_LOOKING_AT);
    const { certain, perhaps, shared } = gain(others, rules, limit);
    const words = (set: TrafficSet) => formatTraffic(set, options, { shared, text: aside });
    return [words(certain), words(perhaps)];
  } catch (error) {
    if (!(error instanceof WorkLimitError)) throw error;
    return [["many ranges of ports"], []];
  }
}

/** How to say of all peers but a few that these few have been allowed anyway. */
interface Aside {
  readonly shared: TrafficSet;
  readonly text: (peers: LeftOut) => string;
}

/**
 * Traffic in words, one string for what belongs together: `tcp 80, 443 from anywhere`,
 * `tcp 9100-9104 from group web`, `egress any to anywhere`, `icmp type 8 code 0 from 10.0.0.0/8`.
 * `anywhere` is both families, `0.0.0.0/0` and `::/0` are one.
 */
export function formatTraffic(
  set: TrafficSet,
  { groupName = (id) => id }: FormatOptions = {},
  aside?: Aside,
): string[] {
  const phrases = new Map<string, Phrase>();
  for (const { boxes, peers } of byPeers(simplify(set))) {
    const [{ direction, family, local }] = boxes;
    for (const protocols of formatProtocols(boxes)) {
      const own = formatLocal(local, family);
      const key = [direction, protocols, own].join();
      const phrase = phrases.get(key) ?? { direction, protocols, own, families: [], missing: [] };
      phrase.families.push({ family, peers });
      phrase.missing.push(
        ...(missingPeers(peers) ?? []).flatMap((remote) => boxes.map((box) => ({ ...box, remote }))),
      );
      phrases.set(key, phrase);
    }
  }
  return [...phrases.values()].map((phrase) => formatPhrase(phrase, groupName, aside));
}

interface Phrase {
  readonly direction: Direction;
  readonly protocols: string;
  readonly own: string | undefined;
  readonly families: FamilyPeers[];
  /** The traffic of what is missing from all peers. */
  readonly missing: Traffic[];
}

function formatPhrase(
  { direction, protocols, own, families, missing }: Phrase,
  groupName: GroupName,
  aside: Aside | undefined,
): string {
  const said = (peers: LeftOut) =>
    aside !== undefined && covers(aside.shared, missing) ? aside.text(peers) : undefined;
  const peer = listed(formatPeers(families, groupName, said), ", ");
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
