/** Which rules allow a piece of traffic that is allowed before and after, as bits: rule n is bit n. */
export interface Piece {
  readonly gone: number;
  readonly added: number;
}

/** The pieces of common traffic that the kept rules leave to the others, found by asking packet by packet. */
export function piecesOf<R, P>(
  rules: { kept: readonly R[]; gone: readonly R[]; added: readonly R[] },
  allows: (rule: R, packet: P) => boolean,
  packets: readonly P[],
): Piece[] {
  const bits = (some: readonly R[], packet: P) =>
    some.reduce((mask, rule, position) => (allows(rule, packet) ? mask | (1 << position) : mask), 0);
  const found = new Map<string, Piece>();
  for (const packet of packets) {
    if (rules.kept.some((rule) => allows(rule, packet))) continue;
    const piece = { gone: bits(rules.gone, packet), added: bits(rules.added, packet) };
    if (piece.gone && piece.added) found.set(`${piece.gone}/${piece.added}`, piece);
  }
  return [...found.values()];
}

/** The least number of adds, removes and replaces that never uncovers a piece: breadth first over all states. */
export function leastSteps(gone: number, added: number, pieces: readonly Piece[]): number {
  const all = { gone: (1 << gone) - 1, added: (1 << added) - 1 };
  const name = (state: Piece) => state.gone * (all.added + 1) + state.added;
  const bitsOf = (mask: number) =>
    Array.from({ length: 31 }, (_, bit) => 1 << bit).filter((bit) => mask & bit);
  const covered = (state: Piece) =>
    pieces.every((piece) => (piece.gone & state.gone) !== 0 || (piece.added & state.added) !== 0);

  const goal = name({ gone: 0, added: all.added });
  const seen = new Set([name({ gone: all.gone, added: 0 })]);
  let frontier: Piece[] = [{ gone: all.gone, added: 0 }];
  for (let steps = 0; frontier.length > 0; steps += 1) {
    if (seen.has(goal)) return steps;
    const next: Piece[] = [];
    for (const state of frontier) {
      for (const removed of [0, ...bitsOf(state.gone)]) {
        for (const extra of [0, ...bitsOf(all.added & ~state.added)]) {
          const after = { gone: state.gone & ~removed, added: state.added | extra };
          if (seen.has(name(after)) || !covered(after)) continue;
          seen.add(name(after));
          next.push(after);
        }
      }
    }
    frontier = next;
  }
  throw new Error("there is always the order that adds everything first");
}
