import type { WorkLimit } from "./grid/grid";
import { difference, type TrafficSet, withGroupsOfAll } from "./set";

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
 * that could be said; among the others it may allow all of it.
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
