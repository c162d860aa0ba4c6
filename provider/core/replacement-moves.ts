import type { ReplacementProgress } from "./replacement-progress";

/** To remove a rule after adding those that are needed for it. */
export interface Move {
  readonly gone: number;
  readonly additions: readonly number[];
  /** How far additions run ahead of removals at most, and how far at the end, counted from where the move begins. */
  readonly peak: number;
  readonly net: number;
}

/** The moves worth trying with so many additions, the most promising first; at most so many ways for each removal. */
export function movesOf(progress: ReplacementProgress, additions: number, ways: number): Move[] {
  const moves: Move[] = [];
  const useful = new Map<number, readonly number[]>();
  const usefulForDemand = (demand: number) => {
    const known = useful.get(demand) ?? usefulFor(progress, demand);
    useful.set(demand, known);
    return known;
  };
  for (const gone of progress.remaining()) {
    if (hasEasierTwin(progress, gone)) continue;
    const seen = new Set<string>();
    let looked = 0;
    for (const set of meetingSets(progress, progress.baredBy(gone), additions, usefulForDemand)) {
      const name = set.toSorted((a, b) => a - b).join();
      if (!seen.has(name)) moves.push(measured(progress, gone, set));
      seen.add(name);
      looked += 1;
      if (looked === ways) break;
    }
  }
  return moves.sort(byPromise);
}

/** Adds, removes, and does what can't be wrong after that. */
export function make(
  progress: ReplacementProgress,
  { gone, additions }: Pick<Move, "gone" | "additions">,
): void {
  const touched = [...progress.openOf(gone), ...additions.flatMap((added) => progress.openFor(added))];
  const neighbours = new Set(touched.flatMap((demand) => progress.demand(demand).gone));
  for (const added of additions) progress.add(added);
  progress.remove(gone);
  settle(progress, [...neighbours]);
}

/**
 * Does all that is right whatever comes later: removes rules that nothing depends on any more, and replaces a rule by
 * the one addition that its removal needs anyway and that meets every demand on it.
 */
export function settle(progress: ReplacementProgress, candidates: readonly number[]): void {
  const pending = candidates.toSorted((a, b) => b - a);
  for (let gone = pending.pop(); gone !== undefined; gone = pending.pop()) {
    if (progress.removed(gone)) continue;
    const open = progress.openOf(gone);
    if (open.length > 0) {
      const heir = heirOf(progress, gone);
      if (heir === undefined) continue;
      pending.push(...progress.openFor(heir).flatMap((demand) => progress.demand(demand).gone));
      progress.add(heir);
    }
    progress.remove(gone);
  }
}

/** An addition that meets all demands on the rule, if it is the only one in question for what the removal bares. */
function heirOf(progress: ReplacementProgress, gone: number): number | undefined {
  const [first, ...others] = progress.openOf(gone).map((demand) => progress.demand(demand).added);
  const meetAll = (first ?? []).filter((added) => others.every((meeting) => meeting.includes(added)));
  if (meetAll.length === 0) return undefined;
  const needed = progress.baredBy(gone).map((demand) => usefulFor(progress, demand));
  return meetAll.find((heir) => needed.some((useful) => useful.length === 1 && useful[0] === heir));
}

/** Additions that meet a demand, without those that another one can always stand in for. */
function usefulFor(progress: ReplacementProgress, demand: number): number[] {
  const { added } = progress.demand(demand);
  const meets = new Map(added.map((one) => [one, progress.openFor(one)]));
  const standsInFor = (other: number, one: number) => {
    const [more, few] = [meets.get(other) ?? [], meets.get(one) ?? []];
    return few.every((met) => more.includes(met)) && (more.length > few.length || other < one);
  };
  return added.filter((one) => !added.some((other) => other !== one && standsInFor(other, one)));
}

/** Whether another rule that is still there can always be removed before this one: it has no demands but these. */
function hasEasierTwin(progress: ReplacementProgress, gone: number): boolean {
  const open = progress.openOf(gone);
  const twins = new Set(open.flatMap((demand) => progress.demand(demand).gone));
  return [...twins].some((twin) => {
    if (twin === gone || progress.removed(twin)) return false;
    const its = progress.openOf(twin);
    return its.every((demand) => open.includes(demand)) && (its.length < open.length || twin < gone);
  });
}

/** Sets of at most so many additions that meet all the demands. */
function* meetingSets(
  progress: ReplacementProgress,
  demands: readonly number[],
  additions: number,
  useful: (demand: number) => readonly number[],
): Generator<number[]> {
  const [first] = demands;
  if (first === undefined) {
    yield [];
    return;
  }
  if (additions <= 0) return;
  for (const added of useful(first)) {
    const rest = demands.filter((demand) => !progress.demand(demand).added.includes(added));
    for (const others of meetingSets(progress, rest, additions - 1, useful)) yield [added, ...others];
  }
}

function measured(progress: ReplacementProgress, gone: number, additions: readonly number[]): Move {
  const before = { removals: progress.removals.length, additions: progress.additions.length };
  make(progress, { gone, additions });
  const net = progress.additions.length - before.additions - (progress.removals.length - before.removals);
  progress.rollback(before.removals, before.additions);
  return { gone, additions, peak: additions.length - 1, net };
}

/** First what gives room back, low peaks first; then what takes room, the highest peaks first while there is room. */
function byPromise(a: Move, b: Move): number {
  if (a.net <= 0 || b.net <= 0) {
    if (a.net > 0 || b.net > 0) return a.net - b.net;
    return a.peak - b.peak || a.net - b.net;
  }
  return b.peak - b.net - (a.peak - a.net) || a.net - b.net;
}
