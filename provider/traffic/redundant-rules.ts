import { type Entry, BoxIndex } from "./grid/box-index";
import type { KeyedTraffic } from "./explain";
import { isKnown, possibly } from "./rule-traffic";
import { everyDimension, Grid, type GridBox, WorkLimit, WorkLimitError } from "./grid/grid";
import { regions } from "./grid/regions";

/** A rule that can go without closing anything. */
export interface RedundantRule {
  readonly key: string;
  /** Keys of the rules that allow all of it: one that does so alone, else several that do together. */
  readonly by: readonly string[];
}

/** So many boxes may be looked at in search of rules that several others allow: some tenths of a second. */
const WORTH_LOOKING_AT = 2_000_000;

/** Of so many rules or fewer, those that are too many are left out of an answer. */
const FEW = 12;

/**
 * The rules whose traffic others allow as well. All of them can go at once: those that allow it are not listed
 * themselves. Of two rules that allow the same, the later one is listed. In very large and tangled lists not all rules
 * are found that take several others. What is not known of a rule covers nothing: of two readings, both have to agree.
 */
export function redundantRules(rules: readonly KeyedTraffic[]): RedundantRule[] {
  const certain = redundantFor(rules);
  if (certain.length === 0 || rules.every(({ possible }) => possible === undefined)) return certain;
  const most = redundantFor(rules.map(withMost));
  return certain.flatMap(({ key, by }) => {
    const other = most.find((one) => one.key === key);
    return other === undefined ? [] : [{ key, by: [...new Set([...by, ...other.by])] }];
  });
}

/** A rule as the most that it can mean; still nothing where its words are not known. */
const withMost = (rule: KeyedTraffic): KeyedTraffic =>
  isKnown(rule) ? { key: rule.key, traffic: possibly([rule]) } : rule;

function redundantFor(rules: readonly KeyedTraffic[]): RedundantRule[] {
  const keyOf = (position: number) => rules[position]?.key ?? "";
  const remaining = new RemainingRules(rules);
  const backwards = rules.map((_, position) => position).toReversed();
  for (const position of backwards) remaining.drop(position, remaining.alone(position) !== undefined);
  try {
    for (const position of backwards) remaining.drop(position, remaining.doTogether(position));
  } catch (error) {
    if (!(error instanceof WorkLimitError)) throw error;
  }
  return remaining.dropped.toSorted(ascending).map((position) => ({
    key: keyOf(position),
    by: (remaining.alone(position) ?? remaining.together(position)).map(keyOf),
  }));
}

/** The rules that have not been dropped yet. Rules are named by their position. */
class RemainingRules {
  private readonly boxes: readonly (readonly GridBox[])[];
  private readonly index: BoxIndex<number>;
  private readonly gone = new Set<number>();
  private readonly limit = new WorkLimit(WORTH_LOOKING_AT);

  constructor(rules: readonly KeyedTraffic[]) {
    const grid = new Grid(rules.flatMap(({ traffic }) => traffic));
    this.boxes = rules.map(({ traffic }) => traffic.map((box) => grid.place(box)));
    this.index = new BoxIndex(this.boxes.flatMap((boxes, of) => boxes.map((box) => ({ box, of }))));
  }

  get dropped(): number[] {
    return [...this.gone];
  }

  /** Drops a rule that others cover. */
  drop(position: number, isCovered: boolean): void {
    if (isCovered) this.gone.add(position);
  }

  /** The first rule that allows all of this one. */
  alone(position: number): number[] | undefined {
    const [first, ...more] = this.boxesOf(position).map((box) => [...this.index.enclosing(box)]);
    const coverers = this.others(position, first ?? [])
      .map(({ of }) => of)
      .filter((of) => more.every((some) => some.some((one) => one.of === of)));
    return coverers.length === 0 ? undefined : [coverers.reduce((a, b) => Math.min(a, b))];
  }

  /**
   * Whether the others together allow all of this rule.
   * @throws {WorkLimitError}
   */
  doTogether(position: number): boolean {
    if (this.gone.has(position)) return false;
    const all = this.near(position);
    return all.length > 0 && this.suffice(position, all, this.limit);
  }

  /** Rules that together allow all of this one; of few, none too many. */
  together(position: number): number[] {
    const all = [...new Set(this.near(position).map(({ of }) => of))].toSorted(ascending);
    if (all.length > FEW) return all;
    return all.reduce((coverers, one) => {
      const fewer = coverers.filter((other) => other !== one);
      const entries = this.near(position).filter(({ of }) => fewer.includes(of));
      return this.suffice(position, entries) ? fewer : coverers;
    }, all);
  }

  private suffice(position: number, coverers: readonly Entry<number>[], limit?: WorkLimit): boolean {
    const boxes = coverers.map(({ box }) => box);
    return this.boxesOf(position).every(
      (box) => regions(box, { inAll: [[box]], inNone: [boxes] }, everyDimension, limit).next().done === true,
    );
  }

  /** Where other rules overlap this one. */
  private near(position: number): Entry<number>[] {
    return this.others(
      position,
      this.boxesOf(position).flatMap((box) => this.index.overlapping(box)),
    );
  }

  private boxesOf(position: number): readonly GridBox[] {
    return this.boxes[position] ?? [];
  }

  private others(position: number, entries: readonly Entry<number>[]): Entry<number>[] {
    return entries.filter(({ of }) => of !== position && !this.gone.has(of));
  }
}

const ascending = (a: number, b: number) => a - b;
