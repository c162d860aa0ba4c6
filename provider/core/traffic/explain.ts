import type { RuleTraffic } from "./rule-traffic";
import type { Traffic } from "./traffic";
import { type Axis, axes, overlaps } from "./box";
import { difference, intersection, isEmpty, type TrafficSet } from "./set";

/** A rule by the key that people know it by, and the traffic that it allows. */
export interface KeyedTraffic extends RuleTraffic {
  readonly key: string;
}

/** What a set of rules says of some traffic. */
export interface Explanation {
  readonly allowed: "all" | "part" | "nothing";
  /** The part that is allowed. */
  readonly open: TrafficSet;
  /** The part that is not. */
  readonly closed: TrafficSet;
  /** Keys of the rules that allow it or a part of it, in the order of the rules. */
  readonly by: readonly string[];
  /** Where nothing is allowed: the rules of that direction that come nearest. */
  readonly nearest: readonly NearRule[];
}

export interface NearRule {
  readonly key: string;
  /** In what the rule differs from what was asked. */
  readonly differsIn: readonly Mismatch[];
}

export type Mismatch = "family" | Axis;

/** Whether rules allow some traffic, and which of them do. */
export function explain(asked: TrafficSet, rules: readonly KeyedTraffic[]): Explanation {
  const allowing = rules.filter(({ traffic }) =>
    traffic.some((box) => asked.some((one) => overlaps(one, box))),
  );
  const allowed = allowing.flatMap(({ traffic }) => traffic);
  const closed = difference(asked, allowed);
  return {
    allowed: isEmpty(closed) ? "all" : allowing.length > 0 ? "part" : "nothing",
    open: intersection(asked, allowed),
    closed,
    by: allowing.map(({ key }) => key),
    nearest: allowing.length > 0 ? [] : nearest(asked, rules),
  };
}

/** Further ones would tell nobody anything. */
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
