import type { Replacement, Schedule } from "./replacement-search";

/** How alike a gone and an added rule are, by number; more is better. */
export type Likeness = (gone: number, added: number) => number;

/** How many exchanges are tried: plenty for some hundred rules. Beyond that, pairs are less alike and as gap-free. */
const mostExchanges = 300_000;

/**
 * Exchanges additions with each other and removals with each other as long as the rules that replace each other become
 * more alike. The number of steps stays, and so does what they keep covered.
 */
export function withLikelyPairs(replacement: Replacement, schedule: Schedule, likeness: Likeness): Schedule {
  const { shift } = schedule;
  const removals = new Order(schedule.removals);
  const additions = new Order(schedule.additions);

  const likenessAt = (step: number) => {
    const [gone, added] = [removals.at(step), additions.at(step + shift)];
    return gone === undefined || added === undefined ? 0 : likeness(gone, added);
  };
  const isMet = (demand: Replacement["demands"][number]) => {
    const lastRemoval = Math.max(...demand.gone.map((gone) => removals.positionOf(gone)));
    return demand.added.some((added) => additions.positionOf(added) <= lastRemoval + shift);
  };
  const sides = [
    { order: additions, shift, demands: demandsBy(replacement, "added") },
    { order: removals, shift: 0, demands: demandsBy(replacement, "gone") },
  ];

  const exchangeHelps = ({ order, shift, demands }: (typeof sides)[number], a: number, b: number) => {
    const sum = () => likenessAt(a - shift) + likenessAt(b - shift);
    const before = sum();
    order.exchange(a, b);
    const touched = () => [a, b].flatMap((position) => demands.get(order.at(position) ?? -1) ?? []);
    if (sum() > before && touched().every(isMet)) return true;
    order.exchange(a, b);
    return false;
  };
  let left = mostExchanges;
  const sweep = (side: (typeof sides)[number]) => {
    let helped = false;
    for (let a = 0; a < side.order.length; a += 1) {
      for (let b = a + 1; b < side.order.length && left > 0; b += 1, left -= 1) {
        if (exchangeHelps(side, a, b)) helped = true;
      }
    }
    return helped;
  };
  while (sides.map(sweep).includes(true));
  return { shift, removals: removals.items, additions: additions.items };
}

/** Rules in the order of their steps; knows where each of them is. */
class Order {
  readonly items: number[];
  private readonly positions: Map<number, number>;

  constructor(items: readonly number[]) {
    this.items = [...items];
    this.positions = new Map(items.map((item, position) => [item, position]));
  }

  get length(): number {
    return this.items.length;
  }

  at = (position: number): number | undefined => this.items[position];

  positionOf = (item: number): number => this.positions.get(item) ?? Infinity;

  exchange(a: number, b: number): void {
    const [one, other] = [this.items[a], this.items[b]];
    if (one === undefined || other === undefined) return;
    [this.items[a], this.items[b]] = [other, one];
    this.positions.set(other, a).set(one, b);
  }
}

function demandsBy({ demands }: Replacement, side: "gone" | "added") {
  const byRule = new Map<number, Replacement["demands"][number][]>();
  for (const demand of demands) {
    for (const rule of demand[side]) {
      const others = byRule.get(rule);
      if (others === undefined) byRule.set(rule, [demand]);
      else others.push(demand);
    }
  }
  return byRule;
}
