import { BoxIndex } from "../traffic/box-index";
import type { TrafficSet } from "../traffic/set";

/** One call to a server that changes one rule at a time. `replace` is one update: `by` is there when the old one is gone. */
export type Step<R> = { readonly add: R } | { readonly replace: R; readonly by: R } | { readonly remove: R };

/** A change of a list of rules. */
export interface RuleChange<R> {
  /** Rules that stay as they are. */
  readonly kept: readonly R[];
  readonly gone: readonly R[];
  readonly added: readonly R[];
  readonly traffic: (rule: R) => TrafficSet;
  /** Tells rules apart, so that the order of the input never matters. */
  readonly key: (rule: R) => string;
  /** Whether one update can turn the old rule into the new one. */
  readonly mayReplace: (old: R, by: R) => boolean;
  /** How alike two rules are, such as the number of equal fields; more is better. Chooses what replaces what. */
  readonly likeness: (old: R, by: R) => number;
}

/**
 * Steps from the old rules to the new ones, after each of which the rules allow all that is allowed both before and
 * after. Greedy: an old rule goes once the new rules that take over its traffic are there, or in the update that
 * brings the last of them; where no such update is left, the next rule is added. Never more than gone + added steps.
 */
export function updateOrder<R>(change: RuleChange<R>): Step<R>[] {
  const { key, mayReplace, likeness } = change;
  const coming = new Set(inOrder(change.added, key));
  const leaving = successorsOf(change, inOrder(change.gone, key), [...coming]);
  const steps: Step<R>[] = [];
  const bring = (by: R, old: R | undefined) => {
    steps.push(old === undefined ? { add: by } : { replace: old, by });
    if (old !== undefined) leaving.delete(old);
    coming.delete(by);
    for (const awaited of leaving.values()) awaited.delete(by);
  };

  while (coming.size > 0) {
    const waiting = [...leaving].filter(([, awaited]) => awaited.size > 0);
    const last = waiting.find(([old, awaited]) => awaited.size === 1 && mayReplace(old, first(awaited)));
    if (last !== undefined) {
      bring(first(last[1]), last[0]);
      continue;
    }
    const nearest = best(waiting, ([, awaited]) => -awaited.size)?.[1];
    const by = first(nearest ?? coming);
    const ready = [...leaving].filter(([old, awaited]) => awaited.size === 0 && mayReplace(old, by));
    bring(by, best(ready, ([old]) => likeness(old, by))?.[0]);
  }
  return [...steps, ...[...leaving.keys()].map((remove) => ({ remove }))];
}

/** The new rules that each old rule has to wait for: those that share traffic with it which no kept rule covers. */
function successorsOf<R>(
  { kept, traffic }: RuleChange<R>,
  gone: readonly R[],
  added: readonly R[],
): Map<R, Set<R>> {
  const entries = (rules: readonly R[]) => rules.flatMap((of) => traffic(of).map((box) => ({ of, box })));
  const staying = new BoxIndex(entries(kept));
  const uncovered = (rules: readonly R[]) => entries(rules).filter(({ box }) => !staying.encloses(box));
  const successors = new BoxIndex(uncovered(added));
  const found = new Map(gone.map((old) => [old, new Set<R>()]));
  for (const { of: old, box } of uncovered(gone)) {
    for (const { of } of successors.overlapping(box)) found.get(old)?.add(of);
  }
  const positions = new Map(added.map((rule, position) => [rule, position]));
  const inAddedOrder = (a: R, b: R) => (positions.get(a) ?? 0) - (positions.get(b) ?? 0);
  return new Map([...found].map(([old, awaited]) => [old, new Set([...awaited].toSorted(inAddedOrder))]));
}

function inOrder<R>(rules: readonly R[], key: (rule: R) => string): R[] {
  const keyed = rules.map((rule) => ({ rule, key: key(rule) }));
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ rule }) => rule);
}

function first<T>(items: ReadonlySet<T>): T {
  for (const item of items) return item;
  throw new RangeError("there is no first of nothing");
}

/** The first of those that are worth most. */
function best<T>(items: readonly T[], worth: (item: T) => number): T | undefined {
  let found: { item: T; worth: number } | undefined;
  for (const item of items) {
    const one = { item, worth: worth(item) };
    if (found === undefined || one.worth > found.worth) found = one;
  }
  return found?.item;
}
