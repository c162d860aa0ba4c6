import type { TrafficSet } from "./set";

/** What a rule allows, as far as that is known. */
export interface RuleTraffic {
  /** What it allows for certain; nothing where it is in words that are not known. */
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
