import type { Family } from "../provider/net/ranges";
import {
  type KeyedTraffic,
  type Filter,
  effectiveRules,
  isKnown,
  possibly,
} from "../provider/traffic/explain";
import { formatProtocols, serviceName } from "../provider/traffic/format-protocols";
import {
  anyLocal,
  anyRemote,
  type Direction,
  type Interval,
  remoteGroup,
  SELF,
  type Traffic,
  overlaps,
  isWorldwide,
} from "../provider/traffic/traffic";
import { difference, intersection, isEmpty, simplify, type TrafficSet } from "../provider/traffic/set";

/** A group among others. */
export interface ReachabilityGroup extends Filter {
  readonly name: string;
  /** What rules of other groups call it; left out where none does. */
  readonly id?: string | undefined;
}

/** What the members of one group can open at those of another, or at their own. */
export interface Reach {
  /** Name of the group, or `anywhere` for the whole world. */
  readonly from: string;
  readonly to: string;
  /** As the rules of the target have it, whatever the addresses. */
  readonly traffic: TrafficSet;
  /** Whether it is known that the rules allow it; else they may. */
  readonly isKnown: boolean;
  /** Keys of the rules that allow it: of `from` on its way out, of `to` on its way in. */
  readonly by: { readonly egress: readonly string[]; readonly ingress: readonly string[] };
}

/** The other end, if it is not a group. */
export const ANYWHERE = "anywhere";

/**
 * From where which ports of which group can be reached: by rules that name the group at the other end, or anywhere.
 * A rule about a network is left aside, since the addresses of a group's members are not known. What may be reached besides,
 * where not all is known, comes by itself.
 */
export function reachability(groups: readonly ReachabilityGroup[]): Reach[] {
  const all = groups.map((group) => ({ ...group, effective: effectiveRules(group) }));
  const inKnownWords = all.map((group) => ({ ...group, effective: group.effective.filter(isKnown) }));
  const known = waysBetween(inKnownWords);
  const isAllKnown = all.every(({ effective }) => effective.every(isKnown));
  const ways = isAllKnown
    ? known
    : waysBetween(all).flatMap((most, position) => split(most, known[position]));
  return ways.filter(({ traffic }) => !isEmpty(traffic));
}

/** What is known of a way, and what else may be open. */
function split(most: Reach, known: Reach = { ...most, traffic: [] }): Reach[] {
  return [known, { ...most, traffic: difference(most.traffic, known.traffic), isKnown: false }];
}

/** A group with the rules that count. */
interface Source extends ReachabilityGroup {
  readonly effective: readonly KeyedTraffic[];
}

/** One for each pair of ends, in one order. */
function waysBetween(groups: readonly Source[]): Reach[] {
  return groups.flatMap((target) => {
    const ways = groups.map((source) => way(source, target));
    return [fromAnywhere(target), ...ways, toAnywhere(target)];
  });
}

function way(source: Source, target: Source): Reach {
  const outward = waysThrough(source, "egress", names(target, source));
  const inward = waysThrough(target, "ingress", names(source, target));
  const traffic = intersection(boxesOf(inward), boxesOf(outward));
  const by = { egress: allowing(outward, traffic), ingress: allowing(inward, traffic) };
  return { from: source.name, to: target.name, traffic, isKnown: true, by };
}

function fromAnywhere(target: Source): Reach {
  const inward = waysThrough(target, "ingress", isWorldwide);
  const by = { egress: [], ingress: inward.map(({ key }) => key) };
  return { from: ANYWHERE, to: target.name, traffic: simplify(boxesOf(inward)), isKnown: true, by };
}

function toAnywhere(source: Source): Reach {
  const outward = waysThrough(source, "egress", isWorldwide);
  const by = { egress: outward.map(({ key }) => key), ingress: [] };
  return { from: source.name, to: ANYWHERE, traffic: simplify(boxesOf(outward)), isKnown: true, by };
}

/** The rules of a group that concern one other end, with what they allow whatever the addresses are. */
function waysThrough(
  { effective }: Source,
  direction: Direction,
  concerns: (box: Traffic) => boolean,
): KeyedTraffic[] {
  return effective.flatMap((rule) => {
    const { key } = rule;
    const boxes = possibly([rule])
      .filter((box) => box.direction === direction && concerns(box))
      .map(withoutAddresses);
    return boxes.length === 0 ? [] : [{ key, traffic: boxes }];
  });
}

/** Whether a box of a rule in `own` names the group, or has peers of every kind. */
function names(group: ReachabilityGroup, own: ReachabilityGroup): (box: Traffic) => boolean {
  const called = [group.id, group === own ? SELF : undefined].filter((id) => id !== undefined);
  const points = called.map(remoteGroup);
  const holds = ({ from, to }: Interval, point: Interval) => from <= point.from && point.to <= to;
  return ({ remote }) => holds(remote, anyRemote) || points.some((point) => holds(remote, point));
}

const withoutAddresses = (box: Traffic): Traffic => ({
  ...box,
  direction: "ingress",
  remote: anyRemote,
  local: anyLocal(box.family),
});

const boxesOf = (rules: readonly KeyedTraffic[]): TrafficSet => rules.flatMap(({ traffic }) => traffic);

const allowing = (rules: readonly KeyedTraffic[], traffic: TrafficSet) =>
  rules
    .filter((rule) => rule.traffic.some((box) => traffic.some((one) => overlaps(box, one))))
    .map(({ key }) => key);

/** `web -> db: tcp 5432 (postgresql)`. What is allowed over both families has neither's name. */
export function reachText({ from, to, traffic, isKnown: isCertain }: Reach): string {
  const families = new Map<string, Set<Family>>();
  for (const { family, text } of isCertain ? traffic.map(boxText) : wholeTexts(traffic))
    families.set(text, (families.get(text) ?? new Set()).add(family));
  const texts = [...families].map(([text, [family, other]]) =>
    other === undefined ? `${text} over ${family}` : text,
  );
  return `${from} -> ${to}: ${isCertain ? "" : "perhaps "}${texts.join(", ")}`;
}

interface FamilyText {
  readonly family: Family;
  readonly text: string;
}

function boxText(box: Traffic): FamilyText {
  const name = serviceName(box);
  return {
    family: box.family,
    text: `${formatProtocols([box]).join(", ")}${name === undefined ? "" : ` (${name})`}`,
  };
}

/** Nearly everything, said by what is missing. */
function wholeTexts(traffic: TrafficSet): FamilyText[] {
  return (["IPv4", "IPv6"] as const).flatMap((family) => {
    const [first, ...others] = traffic.filter((box) => box.family === family);
    return first === undefined ? [] : [{ family, text: formatProtocols([first, ...others]).join(", ") }];
  });
}
