import type { Demand } from "./coverage-demands";
import { make, movesOf, settle } from "./replacement-moves";
import { ReplacementProgress } from "./replacement-progress";

/**
 * An order of additions and one of removals. The first `shift` additions go alone, then each addition goes together
 * with the next removal, and what is left of the removals comes last. Every gap-free order can be brought into this
 * form without more steps: to add earlier or to remove later never uncovers anything.
 */
export interface Schedule {
  readonly shift: number;
  readonly removals: readonly number[];
  readonly additions: readonly number[];
}

/** The rules of a change by number, and what an order of them must respect. */
export interface Replacement {
  readonly demands: readonly Demand[];
  readonly gone: number;
  readonly added: number;
}

/** How much may be weighed, in moves times demands, before a longer order is accepted. */
const budget = 2_000_000;

/** How many ways to meet the demands on one removal are looked at: some in the first try, all in reach after that. */
const fewWays = 4;
const manyWays = (demands: number) => Math.ceil(50_000 / demands);

/**
 * The schedule with the least shift, which is the one with the fewest steps. It is exact unless the budget runs out,
 * which takes dozens of rules that overlap in circles; then it may have more steps than needed and is as gap-free.
 */
export function shortestSchedule(replacement: Replacement): Schedule {
  const greedy = greedySchedule(replacement);
  let left = budget;
  for (let shift = leastShift(replacement); shift < greedy.shift; shift += 1) {
    const search = new Search(replacement, shift, left / 2);
    if (search.succeeds()) return scheduleOf(replacement, search.progress);
    left -= search.weighed;
  }
  return greedy;
}

/** The least shift with which these orders are gap-free. */
export function shiftOf(
  replacement: Replacement,
  removals: readonly number[],
  additions: readonly number[],
): number {
  const removedAt = new Map(removals.map((gone, position) => [gone, position]));
  const addedAt = new Map(additions.map((added, position) => [added, position]));
  return replacement.demands.reduce((shift, demand) => {
    const lastRemoval = Math.max(...demand.gone.map((gone) => removedAt.get(gone) ?? Infinity));
    const firstAddition = Math.min(...demand.added.map((added) => addedAt.get(added) ?? Infinity));
    return Math.max(shift, firstAddition - lastRemoval);
  }, leastShift(replacement));
}

const leastShift = ({ gone, added }: Replacement) => Math.max(0, added - gone);

function begin({ demands, gone, added }: Replacement): ReplacementProgress {
  const progress = new ReplacementProgress(demands, gone, added);
  settle(progress, progress.remaining());
  return progress;
}

/** Completes the orders with what nothing depends on. */
function scheduleOf(replacement: Replacement, progress: ReplacementProgress): Schedule {
  const removals = [...progress.removals, ...progress.remaining()];
  const additions = [...progress.additions, ...progress.missing()];
  return { shift: shiftOf(replacement, removals, additions), removals, additions };
}

/** Makes the most promising moves, as many as fit each other, until none is left. */
function greedySchedule(replacement: Replacement): Schedule {
  const progress = begin(replacement);
  for (
    let moves = movesOf(progress, Infinity, fewWays);
    moves.length > 0;
    moves = movesOf(progress, Infinity, fewWays)
  ) {
    for (const { gone, additions } of moves) {
      const met = progress
        .baredBy(gone)
        .every((demand) => progress.demand(demand).added.some((added) => additions.includes(added)));
      if (!progress.removed(gone) && met) {
        make(progress, { gone, additions: additions.filter((added) => !progress.additions.includes(added)) });
      }
    }
  }
  return scheduleOf(replacement, progress);
}

/** Looks for a schedule with a given shift, depth first; never twice at the same rules removed and added. */
class Search {
  readonly progress: ReplacementProgress;
  weighed = 0;
  private readonly deadEnds = new Set<string>();

  constructor(
    replacement: Replacement,
    private readonly shift: number,
    private readonly budget: number,
  ) {
    this.progress = begin(replacement);
  }

  succeeds(): boolean {
    if (this.progress.remaining().length === 0) return true;
    const key = this.progress.key();
    if (this.deadEnds.has(key)) return false;
    const { removals, additions } = this.progress;
    const before = { removals: removals.length, additions: additions.length };
    const room = this.shift + before.removals - before.additions;
    const moves = movesOf(this.progress, room + 1, manyWays(this.progress.demands.length));
    this.weighed += (moves.length + 1) * this.progress.demands.length;
    for (const move of moves) {
      if (this.weighed > this.budget) return false;
      make(this.progress, move);
      if (this.succeeds()) return true;
      this.progress.rollback(before.removals, before.additions);
    }
    this.deadEnds.add(key);
    return false;
  }
}
