import { coverageDemands } from "./coverage-demands";
import { withLikelyPairs } from "./replacement-pairing";
import { shortestSchedule } from "./replacement-search";
import { compareBoxes } from "./traffic-box";
import type { TrafficSet } from "./traffic-set";
import { difference, intersection, isEmpty, simplify } from "./traffic-set";

/** One call to a server that changes one rule at a time. `replace` is one update: `by` is there when the old one is gone. */
export type Step<R> = { readonly add: R } | { readonly replace: R; readonly by: R } | { readonly remove: R };

/** A change of a list of rules. */
export interface RuleChange<R> {
  /** Rules that stay as they are. */
  readonly kept: readonly R[];
  readonly gone: readonly R[];
  readonly added: readonly R[];
  readonly traffic: (rule: R) => TrafficSet;
  /** How alike two rules are, such as the number of equal fields; more is better. Chooses what replaces what. */
  readonly likeness?: (gone: R, added: R) => number;
  /** Tells rules of the same traffic apart, such as an id, so that the order of the input never matters. */
  readonly key?: (rule: R) => string;
}

/** What is allowed both before and after a change, and so should be allowed all the time. */
export const common = (old: TrafficSet, wanted: TrafficSet): TrafficSet => intersection(old, wanted);

/**
 * Whether the rules that stay allow all that is common to old and new. Then a server that removes the gone rules
 * before it adds the new ones leaves no gap. The survivors must be part of both lists.
 */
export const survivorsCover = (survivors: TrafficSet, old: TrafficSet, wanted: TrafficSet): boolean =>
  isEmpty(intersection(difference(old, survivors), difference(wanted, survivors)));

/**
 * The fewest steps from the old rules to the new ones after each of which the rules allow all that is allowed both
 * before and after. Never more than gone + added, and max(gone, added) where any gap-free order is so short.
 * The same rules in another order give the same steps.
 */
export function gaplessOrder<R>(change: RuleChange<R>): Step<R>[] {
  const gone = sorted(change.gone, change);
  const added = sorted(change.added, change);
  const demands = coverageDemands({
    kept: sorted(change.kept, change).map(({ boxes }) => boxes),
    gone: gone.map(({ boxes }) => boxes),
    added: added.map(({ boxes }) => boxes),
  });
  const replacement = { demands, gone: gone.length, added: added.length };
  const shortest = shortestSchedule(replacement);
  const { likeness } = change;
  const { shift, removals, additions } =
    likeness === undefined
      ? shortest
      : withLikelyPairs(replacement, shortest, (one, other) => likeness(nth(gone, one), nth(added, other)));

  return [
    ...additions.slice(0, shift).map((one) => ({ add: nth(added, one) })),
    ...additions
      .slice(shift)
      .map((one, step) => ({ replace: nth(gone, removals[step]), by: nth(added, one) })),
    ...removals.slice(additions.length - shift).map((one) => ({ remove: nth(gone, one) })),
  ];
}

function nth<R>(rules: readonly Sorted<R>[], position: number | undefined): R {
  const found = position === undefined ? undefined : rules[position];
  if (found === undefined) throw new RangeError(`there is no rule at position ${position}`);
  return found.rule;
}

interface Sorted<R> {
  readonly rule: R;
  readonly boxes: TrafficSet;
  readonly key: string;
}

const sorted = <R>(rules: readonly R[], { traffic, key }: RuleChange<R>): Sorted<R>[] =>
  rules
    .map((rule) => ({ rule, boxes: simplify(traffic(rule)), key: key?.(rule) ?? "" }))
    .sort((a, b) => compareSets(a.boxes, b.boxes) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));

function compareSets(a: TrafficSet, b: TrafficSet): number {
  for (const [position, box] of a.entries()) {
    const other = b[position];
    if (other === undefined) return 1;
    const order = compareBoxes(box, other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
