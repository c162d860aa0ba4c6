import { BoxIndex } from "../traffic/grid/box-index";
import { Grid } from "../traffic/grid/grid";
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
  const { key, mayReplace } = change;
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
    const { nearest, last } = nextOf(leaving, mayReplace);
    const by = first(last?.awaited ?? nearest ?? coming);
    if (last !== undefined) {
      bring(by, last.old);
      continue;
    }
    bring(by, mostLike(by, leaving, change));
  }
  return [...steps, ...[...leaving.keys()].map((remove) => ({ remove }))];
}

/** The old rule that one update finishes, if there is one; and what the one waits for that waits for the fewest. */
function nextOf<R>(leaving: ReadonlyMap<R, ReadonlySet<R>>, mayReplace: RuleChange<R>["mayReplace"]) {
  let nearest: ReadonlySet<R> | undefined;
  for (const [old, awaited] of leaving) {
    if (awaited.size === 0) continue;
    if (nearest === undefined || awaited.size < nearest.size) nearest = awaited;
    if (awaited.size === 1 && mayReplace(old, first(awaited))) return { nearest, last: { old, awaited } };
  }
  return { nearest, last: undefined };
}

/** The old rule most like a new one that waits for nothing any more and that the new one may replace. */
function mostLike<R>(
  by: R,
  leaving: ReadonlyMap<R, ReadonlySet<R>>,
  { mayReplace, likeness }: RuleChange<R>,
): R | undefined {
  let best: { old: R; worth: number } | undefined;
  for (const [old, awaited] of leaving) {
    if (awaited.size > 0 || !mayReplace(old, by)) continue;
    const worth = likeness(old, by);
    if (best === undefined || worth > best.worth) best = { old, worth };
  }
  return best?.old;
}

/** The new rules that each old rule has to wait for: those that share traffic with it which no kept rule covers. */
function successorsOf<R>(
  { kept, traffic }: RuleChange<R>,
  gone: readonly R[],
  added: readonly R[],
): Map<R, Set<R>> {
  const grid = new Grid([...kept, ...gone, ...added].flatMap(traffic));
  const entries = (rules: readonly R[]) =>
    rules.flatMap((rule, of) => traffic(rule).map((box) => ({ of, box: grid.place(box) })));
  const staying = new BoxIndex(entries(kept));
  const uncovered = (rules: readonly R[]) => entries(rules).filter(({ box }) => !staying.encloses(box));
  const successors = new BoxIndex(uncovered(added));
  const found = gone.map(() => new Set<number>());
  for (const { of: old, box } of uncovered(gone)) {
    for (const { of } of successors.overlapping(box)) found[old]?.add(of);
  }
  const rulesAt = (positions: ReadonlySet<number> = new Set()) =>
    [...Uint32Array.from(positions).sort()].flatMap((position) => added[position] ?? []);
  return new Map(gone.map((old, position) => [old, new Set(rulesAt(found[position]))]));
}

function inOrder<R>(rules: readonly R[], key: (rule: R) => string): R[] {
  const keyed = rules.map((rule) => ({ rule, key: key(rule) }));
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ rule }) => rule);
}

function first<T>(items: ReadonlySet<T>): T {
  for (const item of items) return item;
  throw new RangeError("there is no first of nothing");
}
