import type { KeyedTraffic } from "./explain";
import { type Entry, BoxIndex } from "./box-index";
import { type TrafficSet, uncovered } from "./set";

/** A rule that can go without closing anything. */
export interface NeedlessRule {
  readonly key: string;
  /** Keys of the rules that allow all of it: one that does so alone, else a few that do together. */
  readonly by: readonly string[];
}

/**
 * The rules whose traffic others allow as well. All of them can go at once: those that allow it are not listed
 * themselves. Of two rules that allow the same, the later one is listed.
 */
export function needlessRules(rules: readonly KeyedTraffic[]): NeedlessRule[] {
  const keyOf = (position: number) => rules[position]?.key ?? "";
  const needed = new NeededRules(rules);
  const backwards = rules.map((_, position) => position).toReversed();
  const shadowed = backwards.filter((position) => needed.drop(position, needed.alone(position)));
  const redundant = backwards.filter((position) => needed.drop(position, needed.together(position)));
  return [...shadowed, ...redundant].toSorted(ascending).map((position) => ({
    key: keyOf(position),
    by: (needed.alone(position) ?? needed.together(position) ?? []).map(keyOf),
  }));
}

/** The rules that have not been dropped yet. Rules are named by their position. */
class NeededRules {
  private readonly index: BoxIndex<number>;
  private readonly dropped = new Set<number>();

  constructor(private readonly rules: readonly KeyedTraffic[]) {
    this.index = new BoxIndex(rules.flatMap(({ traffic }, of) => traffic.map((box) => ({ box, of }))));
  }

  /** Drops a rule that others cover; false where none do. */
  drop(position: number, coverers: readonly number[] | undefined): boolean {
    if (coverers === undefined || this.dropped.has(position)) return false;
    this.dropped.add(position);
    return true;
  }

  /** A rule that allows all of this one. */
  alone(position: number): number[] | undefined {
    const [first, ...more] = this.boxes(position).map((box) =>
      this.others(position, this.index.enclosing(box)),
    );
    const coverers = (first ?? []).filter(({ of }) =>
      more.every((some) => some.some((one) => one.of === of)),
    );
    return coverers.length === 0 ? undefined : [Math.min(...coverers.map(({ of }) => of))];
  }

  /** Rules that together allow all of this one, none of them too many. */
  together(position: number): number[] | undefined {
    const near = this.boxes(position).map((box) => ({
      box,
      others: this.others(position, this.index.overlapping(box)),
    }));
    const suffice = (coverers: readonly number[]) =>
      near.every(({ box, others }) => {
        const cutters = others.filter(({ of }) => coverers.includes(of)).map((other) => other.box);
        return uncovered(box, cutters).next().done === true;
      });
    const all = [...new Set(near.flatMap(({ others }) => others.map(({ of }) => of)))].toSorted(ascending);
    if (near.length === 0 || !suffice(all)) return undefined;
    return all.reduce((coverers, one) => {
      const fewer = coverers.filter((other) => other !== one);
      return suffice(fewer) ? fewer : coverers;
    }, all);
  }

  private boxes(position: number): TrafficSet {
    return this.rules[position]?.traffic ?? [];
  }

  private others(position: number, entries: readonly Entry<number>[]): Entry<number>[] {
    return entries.filter(({ of }) => of !== position && !this.dropped.has(of));
  }
}

const ascending = (a: number, b: number) => a - b;
