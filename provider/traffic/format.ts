import type { Direction, Interval, Traffic } from "./traffic";
import { type RuleTraffic, gain, type KeyedTraffic, isKnown } from "./explain";
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
import { type TrafficSet, covers, simplify } from "./set";
import { WorkLimit, WorkLimitError } from "./grid";

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

/** The most boxes examined for one side of a change: some tenths of a second. */
const WORTH_LOOKING_AT = 2_000_000;

/** What rules allow and others do not: for certain, and perhaps. @param aside what to report about peers that both allow */
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

/** How to say about all peers but a few that these few have been allowed anyway. */
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

/** What a change of rules means for traffic, in words. */
export interface ChangeSummary extends RulesChange {
  /** Why something is reported as only possible. */
  readonly doubt: string;
  /** Whether all that is allowed before and after is allowed in between, or why not, or what that depends on; undefined where that is not known. */
  readonly gapFree: true | { readonly why: string } | { readonly provided: string } | undefined;
}

export interface SummaryOptions extends FormatOptions {
  /** What to keep out of the words: addresses and groups, or ports and ICMP types. */
  readonly hidden?: { readonly peers: boolean; readonly ports: boolean };
}

/** @param gapFree what the plan says about the way from one set of rules to the other */
export function changeSummary(
  old: readonly KeyedTraffic[],
  wanted: readonly KeyedTraffic[],
  gapFree: ChangeSummary["gapFree"],
  { hidden = { peers: false, ports: false }, ...words }: SummaryOptions = {},
): ChangeSummary {
  const change = rulesChange(old, wanted, words);
  const shown = (traffic: readonly string[]) => {
    const hide = (text: string) => (hidden.ports ? withoutPorts(text) : text);
    return [...new Set(traffic.map((text) => hide(hidden.peers ? withoutPeers(text) : text)))];
  };
  const namesOf = (rules: readonly KeyedTraffic[]) => unknownText(rules, hidden.peers || hidden.ports);
  const unheard = (rules: readonly KeyedTraffic[]) => {
    const { texts, others } = newPeers(hidden.peers || hidden.ports ? [] : rules, rules);
    return others.length === 0 ? texts : [...texts, `what ${namesOf(others)} allows, which is not known`];
  };
  const unknown = [...old, ...unknownOnlyIn(wanted, old)].filter((rule) => !isKnown(rule));
  return {
    opens: [...shown(change.opens), ...unheard(unknownOnlyIn(wanted, old))],
    closes: [...shown(change.closes), ...unheard(unknownOnlyIn(old, wanted))],
    mayOpen: shown(change.mayOpen),
    mayClose: shown(change.mayClose),
    doubt:
      unknown.length === 0
        ? "it is not known whether any address admits IPv6"
        : `it is not known what ${namesOf(unknown)} allows`,
    gapFree,
  };
}

/** The rules with unknown values, without those that others have too. */
function unknownOnlyIn(rules: readonly KeyedTraffic[], others: readonly KeyedTraffic[]): KeyedTraffic[] {
  const kept = new Set(others.filter((other) => !isKnown(other)).map(({ key }) => key));
  return rules.filter((rule) => !isKnown(rule) && !kept.has(rule.key));
}

const NEW_PEER =
  /^(egress |)(?:ingress )?(?:(IPv[46]) )?(.+ (?:from|to)) group \(unknown (?!\d+\))([^()]+)\)(?: \(\d+\))?$/;

/**
 * Rules whose one unknown value is a group with a name, which the run is about to create, in words: `tcp 5432 from db (new)`.
 * @param open those of all `rules` whose parts may be shown
 * @returns the words, and the other rules
 */
function newPeers(open: readonly KeyedTraffic[], rules: readonly KeyedTraffic[]) {
  const families = new Map<string, string[]>();
  const others = new Set(rules);
  for (const rule of open) {
    const [, direction = "", family = "", service, name] = NEW_PEER.exec(rule.key) ?? [];
    if (service === undefined || service.includes("unknown")) continue;
    const text = `${direction}${service} ${name} (new)`;
    families.set(text, [...(families.get(text) ?? []), family]);
    others.delete(rule);
  }
  const texts = [...families].map(([text, [family, ...more]]) =>
    more.length === 0 && family !== "" ? `${text} over ${family}` : text,
  );
  return { texts, others: [...others] };
}

/** More keys would hide what the line says. */
const MOST_KEYS = 3;

const unknownText = (rules: readonly KeyedTraffic[], isSecret: boolean) =>
  isSecret || rules.length > MOST_KEYS
    ? `${rules.length === 1 ? "a rule" : `each of ${rules.length} rules`} with unknown values`
    : rules.map(({ key }) => `"${key}"`).join(", ");

/** `tcp 443 from 10.0.0.0/8` as `tcp 443`. */
const withoutPeers = (text: string) => text.replace(/ (from|to) .*$/, "");

/** `tcp 443 from 10.0.0.0/8` as `tcp from 10.0.0.0/8`. */
const withoutPorts = (text: string) =>
  text.replace(/^((?:egress )?(?:protocol \d+|\S+)).*?( (?:from|to) .*)?$/, "$1$2");

/**
 * One line: `web: opens tcp 9100 from 10.0.0.0/8; closes nothing; gap-free`.
 * @param title what it begins with, such as `web:`
 */
export function summaryLine(title: string, summary: ChangeSummary): string {
  const { opens, closes, gapFree } = summary;
  const gap = gapFree === undefined ? [] : [verdictText(gapFree)];
  return [`${title} opens ${items(opens)}`, `closes ${items(closes)}`, ...perhapsTexts(summary), ...gap].join(
    "; ",
  );
}

/** What a change has done that was made already: `opened tcp 22 from …`, `may have closed …`. */
export const driftParts = ({ opens, closes, mayOpen, mayClose, doubt }: ChangeSummary): string[] => [
  ...(opens.length === 0 ? [] : [`opened ${items(opens)}`]),
  ...(closes.length === 0 ? [] : [`closed ${items(closes)}`]),
  ...(mayOpen.length === 0 ? [] : [`may have opened ${items(mayOpen)}, as ${doubt}`]),
  ...(mayClose.length === 0 ? [] : [`may have closed ${items(mayClose)}, as ${doubt}`]),
];

/** The line of a new group, whose rules replace none: `web: opens tcp 443 from anywhere`. */
export const openingLine = (title: string, { opens }: Pick<ChangeSummary, "opens">): string =>
  `${title} opens ${items(opens)}`;

function verdictText(gapFree: Exclude<ChangeSummary["gapFree"], undefined>): string {
  if (gapFree === true) return "gap-free";
  return "why" in gapFree ? `not gap-free: ${gapFree.why}` : `gap-free if ${gapFree.provided}`;
}

/** What may happen, with the reason of the doubt: `may close tcp 22 from ::/0, as …`. */
function perhapsTexts({ mayOpen, mayClose, doubt }: Omit<ChangeSummary, "gapFree">): string[] {
  const texts = [
    ...(mayOpen.length === 0 ? [] : [`may open ${items(mayOpen)}`]),
    ...(mayClose.length === 0 ? [] : [`may close ${items(mayClose)}`]),
  ];
  return texts.length === 0 ? [] : [`${texts.join("; ")}, as ${doubt}`];
}

const items = (words: readonly string[]) => (words.length === 0 ? "nothing" : listed(words, " and "));
