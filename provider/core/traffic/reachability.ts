import type { Family } from "../net/cidr";
import type { KeyedTraffic } from "./explain";
import { formatProtocols } from "./format/format-protocols";
import { serviceName } from "./services";
import {
  anyLocal,
  anyRemote,
  type Direction,
  type Interval,
  remoteGroup,
  SELF,
  type Traffic,
} from "./traffic";
import { overlaps } from "./box";
import { intersection, isEmpty, simplify, type TrafficSet } from "./set";
import { isWorldwide } from "./world";

/** A group among others. */
export interface ReachabilityGroup {
  readonly name: string;
  /** What rules of other groups call it; left out where none does. */
  readonly id?: string | undefined;
  readonly rules: readonly KeyedTraffic[];
}

/** What the members of one group can open at those of another, or at their own. */
export interface Reach {
  /** Name of the group, or `anywhere` for the whole world. */
  readonly from: string;
  readonly to: string;
  /** As the rules of the target have it, whatever the addresses. */
  readonly traffic: TrafficSet;
  /** Keys of the rules that allow it: of `from` on its way out, of `to` on its way in. */
  readonly by: { readonly egress: readonly string[]; readonly ingress: readonly string[] };
}

/** The other end that is no group. */
export const ANYWHERE = "anywhere";

/**
 * From where which ports of which group can be reached: by rules that name the group at the other end, or anywhere.
 * A rule about a network is left aside, as nobody knows the addresses of a group's members.
 */
export function reachability(groups: readonly ReachabilityGroup[]): Reach[] {
  return groups.flatMap((target) => {
    const ways = groups.map((source) => way(source, target));
    return [fromAnywhere(target), ...ways, toAnywhere(target)].filter(({ traffic }) => !isEmpty(traffic));
  });
}

function way(source: ReachabilityGroup, target: ReachabilityGroup): Reach {
  const outward = waysThrough(source, "egress", names(target, source));
  const inward = waysThrough(target, "ingress", names(source, target));
  const traffic = intersection(boxesOf(inward), boxesOf(outward));
  const by = { egress: allowing(outward, traffic), ingress: allowing(inward, traffic) };
  return { from: source.name, to: target.name, traffic, by };
}

function fromAnywhere(target: ReachabilityGroup): Reach {
  const inward = waysThrough(target, "ingress", isWorldwide);
  const by = { egress: [], ingress: inward.map(({ key }) => key) };
  return { from: ANYWHERE, to: target.name, traffic: simplify(boxesOf(inward)), by };
}

function toAnywhere(source: ReachabilityGroup): Reach {
  const outward = waysThrough(source, "egress", isWorldwide);
  const by = { egress: outward.map(({ key }) => key), ingress: [] };
  return { from: source.name, to: ANYWHERE, traffic: simplify(boxesOf(outward)), by };
}

/** The rules of a group that concern one other end, with what they allow whatever the addresses are. */
function waysThrough(
  { rules }: ReachabilityGroup,
  direction: Direction,
  concerns: (box: Traffic) => boolean,
): KeyedTraffic[] {
  return rules.flatMap(({ key, traffic }) => {
    const boxes = traffic.filter((box) => box.direction === direction && concerns(box)).map(withoutAddresses);
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
export function reachText({ from, to, traffic }: Reach): string {
  const families = new Map<string, Family[]>();
  for (const box of traffic) {
    const name = serviceName(box);
    const what = `${formatProtocols([box]).join(", ")}${name === undefined ? "" : ` (${name})`}`;
    families.set(what, [...(families.get(what) ?? []), box.family]);
  }
  const whats = [...families].map(([what, [family, other]]) =>
    other === undefined ? `${what} over ${family}` : what,
  );
  return `${from} -> ${to}: ${whats.join(", ")}`;
}
