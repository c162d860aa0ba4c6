import type { WorkLimit } from "./grid";
import { difference, type TrafficSet, withGroupsOfAll, haveCommon, intersection, isEmpty } from "./set";
import { type Traffic, type Axis, axes, traffic } from "./traffic";

/** What a rule allows, as far as that is known. */
export interface RuleTraffic {
  /** What it allows for certain; nothing where it is with unknown values. */
  readonly traffic: TrafficSet;
  /** The most that it may allow; left out where that is `traffic`. */
  readonly possible?: TrafficSet | undefined;
}

/** Whether the words of a rule are known. What one that is not known allows may be all of `possible`, and may be nothing. */
export const isKnown = ({ traffic, possible }: RuleTraffic): boolean =>
  traffic.length > 0 || possible === undefined;

/** What rules allow for certain. */
export const surely = (rules: readonly RuleTraffic[]): TrafficSet => rules.flatMap(({ traffic }) => traffic);

/** The most that rules may allow. */
export const possibly = (rules: readonly RuleTraffic[]): TrafficSet =>
  rules.flatMap(({ traffic, possible = traffic }) => possible);

/** What some rules allow and others do not. */
export interface Gain {
  readonly certain: TrafficSet;
  /** What the others may allow as well. */
  readonly perhaps: TrafficSet;
  /** What the others allow for certain. */
  readonly shared: TrafficSet;
}

/**
 * What rules allow and others do not, in any reading of what is not known. A rule with unknown values adds nothing
 * to the answer; among the others it may allow all of it.
 * @throws {WorkLimitError}
 */
export function gain(others: readonly RuleTraffic[], rules: readonly RuleTraffic[], limit: WorkLimit): Gain {
  const whole = (set: TrafficSet) => withGroupsOfAll(set, limit);
  const shared = whole(surely(others));
  const least = difference(whole(surely(rules)), shared, limit);
  if ([...others, ...rules].every(({ possible }) => possible === undefined))
    return { certain: least, perhaps: [], shared };
  const [otherwise, most] = [others, rules].map((some) => whole(possibly(some.filter(isKnown))));
  const all = [...least, ...difference(most ?? [], otherwise ?? [], limit)];
  const certain = difference(all, whole(possibly(others)), limit);
  return { certain, perhaps: difference(all, certain, limit), shared };
}

/** A rule by the key that people know it by, and the traffic that it allows. */
export interface KeyedTraffic extends RuleTraffic {
  readonly key: string;
}

/** What a set of rules says about some traffic. */
export interface Explanation {
  /** `unknown`: none of it is allowed for certain, and some of it may be. */
  readonly allowed: "all" | "part" | "nothing" | "unknown";
  /** The part that is allowed for certain. */
  readonly open: TrafficSet;
  /** The part that is certainly not allowed. */
  readonly closed: TrafficSet;
  /** The rest, which may be allowed or not. */
  readonly unknown: TrafficSet;
  /** Keys of the rules that allow it or a part of it, in the order of the rules. */
  readonly by: readonly string[];
  /** Keys of the rules that may allow what is not known, or a part of it. */
  readonly perhapsBy: readonly string[];
  /** Where nothing is allowed: the rules of that direction that come nearest. */
  readonly nearest: readonly NearRule[];
}

export interface NearRule {
  readonly key: string;
  /** In what the rule differs from what was asked. */
  readonly differsIn: readonly Mismatch[];
}

export type Mismatch = "family" | Axis;

/**
 * Whether rules allow some traffic, and which of them do.
 * @param needed the part of it that must be allowed for the answer `all`
 */
export function explain(
  asked: TrafficSet,
  rules: readonly KeyedTraffic[],
  needed: TrafficSet = asked,
): Explanation {
  const sure = surely(rules);
  const open = intersection(asked, sure);
  const closed = difference(asked, possibly(rules));
  const isKnown = rules.every(({ possible }) => possible === undefined);
  const unknown = isKnown ? [] : difference(difference(asked, sure), closed);
  const perhaps = rules.filter(({ traffic, possible = traffic }) => haveCommon(possible, unknown));
  const lacking = isKnown && needed === asked ? closed : difference(needed, sure);
  const none = isEmpty(unknown) ? "nothing" : "unknown";
  return {
    allowed: isEmpty(lacking) ? "all" : isEmpty(open) ? none : "part",
    open,
    closed,
    unknown,
    by: keysOf(rules.filter(({ traffic }) => haveCommon(traffic, asked))),
    perhapsBy: keysOf(perhaps),
    nearest: isEmpty(open) && isEmpty(unknown) ? nearest(asked, rules) : [],
  };
}

const keysOf = (rules: readonly KeyedTraffic[]) => rules.map(({ key }) => key);

/** More would not help. */
const mostNear = 3;

function nearest(asked: TrafficSet, rules: readonly KeyedTraffic[]): NearRule[] {
  const near = rules.flatMap(({ key, traffic }) => {
    const [least] = traffic
      .flatMap((box) => asked.filter(({ direction }) => direction === box.direction).map(mismatchesTo(box)))
      .toSorted((a, b) => a.length - b.length);
    return least === undefined ? [] : [{ key, differsIn: least }];
  });
  const least = Math.min(...near.map(({ differsIn }) => differsIn.length));
  return near.filter(({ differsIn }) => differsIn.length === least).slice(0, mostNear);
}

const mismatchesTo =
  (box: Traffic) =>
  (asked: Traffic): Mismatch[] => [
    ...(asked.family === box.family ? [] : (["family"] as const)),
    ...axes.filter((axis) => asked[axis].to < box[axis].from || box[axis].to < asked[axis].from),
  ];

/** What is known of what a group lets through: its rules, and what may be in force besides or instead. */
export interface Filter<Rule extends KeyedTraffic = KeyedTraffic> {
  /** The rules that are known, those that others have added too. */
  readonly rules: readonly Rule[];
  /** Whether the group lets everything through, whatever its rules say. */
  readonly isOff?: boolean;
  /** What other rules there may be, and what shows them; empty where all are known. */
  readonly unseen?: string;
  /** Why other rules than these may be in force; empty where these are. */
  readonly doubt?: string;
}

/** The rules by which a group answers: what is not known counts as a rule that may allow everything. */
export function effectiveRules({ rules, isOff = false, unseen = "", doubt = "" }: Filter): KeyedTraffic[] {
  if (isOff) return [{ key: FIREWALL_OFF, traffic: EVERYTHING }];
  const mayAllowEverything = (key: string): KeyedTraffic => ({ key, traffic: [], possible: EVERYTHING });
  return [
    ...(doubt === "" ? rules : rules.map((rule) => ({ ...rule, traffic: [], possible: possibly([rule]) }))),
    ...(unseen === "" ? [] : [mayAllowEverything(unseen)]),
    ...(doubt === "" ? [] : [mayAllowEverything(`the rules in force, which may be others: ${doubt}`)]),
  ];
}

/** In the place of a rule's key. */
const FIREWALL_OFF = "its firewall, which is off and allows everything";

const EVERYTHING: TrafficSet = (["ingress", "egress"] as const).flatMap((direction) =>
  (["IPv4", "IPv6"] as const).map((family) => traffic({ direction, family })),
);
