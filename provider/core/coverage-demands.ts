import type { Traffic } from "./traffic";
import { cut, encloses, overlapOf, overlaps } from "./traffic-box";
import type { Entry } from "./traffic-index";
import { TrafficIndex } from "./traffic-index";
import type { TrafficSet } from "./traffic-set";

/**
 * What an order must respect for one piece of traffic that is allowed before and after: by the time the last of the
 * `gone` rules is removed, one of the `added` rules is there. Rules are named by their position.
 */
export interface Demand {
  readonly gone: readonly number[];
  readonly added: readonly number[];
}

/** Boxes of each rule, by its position. */
export interface Coverage {
  readonly kept: readonly TrafficSet[];
  readonly gone: readonly TrafficSet[];
  readonly added: readonly TrafficSet[];
}

type Owner = { readonly kind: keyof Coverage; readonly position: number };
type Coverer = Entry<Owner>;

/**
 * The demands of all traffic that the old rules (kept and gone) and the new ones (kept and added) have in common.
 * Beyond `mostPieces` pieces of traffic they are taken rule by rule, which asks for more than is needed.
 */
export function coverageDemands(coverage: Coverage, mostPieces = 100_000): Demand[] {
  const index = new TrafficIndex(
    (["kept", "gone", "added"] as const).flatMap((kind) =>
      coverage[kind].flatMap((boxes, position) => boxes.map((box) => ({ box, of: { kind, position } }))),
    ),
  );
  const found = new Map<string, Demand>();
  let pieces = 0;
  for (const [gone, boxes] of coverage.gone.entries()) {
    for (const box of boxes) {
      for (const demand of demandsOf(box, gone, index.overlapping(box))) {
        pieces += 1;
        if (pieces > mostPieces) return strongest(demandsRuleByRule(coverage, index));
        found.set(`${demand.gone.join()}/${demand.added.join()}`, demand);
      }
    }
  }
  return strongest([...found.values()]);
}

/** Cuts a box of a gone rule until every piece lies wholly inside or outside of every other rule. */
function* demandsOf(box: Traffic, gone: number, coverers: readonly Coverer[]): Generator<Demand> {
  if (!coverers.some(({ of }) => of.kind === "added")) return; // closed by the change
  const [covering, partial] = partition(coverers, (coverer) => encloses(coverer.box, box));
  const settled = covering.some(
    ({ of }) => of.kind === "kept" || (of.kind === "gone" && of.position < gone), // seen with that rule
  );
  if (settled) return;
  const cutter = partial.find(({ of }) => of.kind === "kept") ?? partial[partial.length >> 1];
  if (cutter === undefined) {
    yield { gone: positions(covering, "gone"), added: positions(covering, "added") };
    return;
  }
  for (const piece of [overlapOf(box, cutter.box), ...cut(box, cutter.box)]) {
    yield* demandsOf(
      piece,
      gone,
      coverers.filter((coverer) => overlaps(coverer.box, piece)),
    );
  }
}

/** Sound for any rules, but not the least: before a rule goes, all the added ones that overlap it must be there. */
const demandsRuleByRule = (coverage: Coverage, index: TrafficIndex<Owner>): Demand[] =>
  coverage.gone.flatMap((boxes, gone) => {
    const added = boxes
      .filter((box) => !index.enclosing(box).some(({ of }) => of.kind === "kept"))
      .flatMap((box) => positions(index.overlapping(box), "added"));
    return [...new Set(added)].map((position) => ({ gone: [gone], added: [position] }));
  });

/** Leaves out every demand that another one implies by asking for no more rules to be there or to stay. */
function strongest(demands: readonly Demand[]): Demand[] {
  const strong: Demand[] = [];
  const byGone = new Map<number, Demand[]>();
  const size = ({ gone, added }: Demand) => gone.length + added.length;
  for (const demand of demands.toSorted((a, b) => size(a) - size(b))) {
    const rivals = demand.gone.flatMap((gone) => byGone.get(gone) ?? []);
    if (rivals.some((rival) => within(rival.gone, demand.gone) && within(rival.added, demand.added)))
      continue;
    strong.push(demand);
    for (const gone of demand.gone) byGone.set(gone, [...(byGone.get(gone) ?? []), demand]);
  }
  return strong;
}

const within = (few: readonly number[], many: readonly number[]) => few.every((one) => many.includes(one));

const positions = (coverers: readonly Coverer[], kind: Owner["kind"]) =>
  [...new Set(coverers.filter(({ of }) => of.kind === kind).map(({ of }) => of.position))].sort(
    (a, b) => a - b,
  );

const partition = <T>(all: readonly T[], test: (one: T) => boolean): [T[], T[]] => [
  all.filter(test),
  all.filter((one) => !test(one)),
];
