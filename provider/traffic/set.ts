import {
  encloses,
  end,
  type GridBox,
  overlapOf,
  overlaps as boxesOverlap,
  resized,
  start,
  type WorkLimit,
  everyDimension,
  joinable,
  compareBoxes,
  BoxIndex,
  Grid,
} from "./grid";
import { encloses as holds, overlaps, anyLocal, anyRemote, type Traffic, traffic } from "./traffic";

/** Allowed traffic: a packet is in the set when it is in any of the boxes, which may overlap. */
export type TrafficSet = readonly Traffic[];

/** Traffic that all of some sets allow, and none of the others. */
export interface Common {
  readonly inAll: readonly TrafficSet[];
  readonly inNone: readonly TrafficSet[];
}

/**
 * Whether there is such traffic.
 * @throws {WorkLimitError} where a limit is given and reached
 */
export function isAny({ inAll, inNone }: Common, limit?: WorkLimit): boolean {
  const grid = new Grid([...inAll, ...inNone].flat());
  const placed = (sets: readonly TrafficSet[]) => sets.map((set) => set.map((box) => grid.place(box)));
  const selection = { inAll: placed(inAll), inNone: placed(inNone) };
  return regions(grid.space, selection, grid.distinct, limit).next().done !== true;
}

/** Whether two sets have traffic in common: the quick answer for sets of few boxes. */
export const haveCommon = (a: TrafficSet, b: TrafficSet): boolean =>
  a.some((box) => b.some((other) => overlaps(box, other)));

/**
 * The items whose own traffic has a part in it.
 * @param trafficOf what an item allows
 */
export function havingPart<T>(
  items: readonly T[],
  trafficOf: (item: T) => TrafficSet,
  { inAll, inNone }: Common,
): T[] {
  const sets = items.map((item) => ({ item, boxes: trafficOf(item) }));
  const grid = new Grid([...sets.map(({ boxes }) => boxes), ...inAll, ...inNone].flat());
  const [every, none] = [inAll, inNone].map((some) => some.map((set) => indexOn(grid, set)));
  const near = (box: GridBox, indexes: readonly BoxIndex<Traffic>[] = []) =>
    indexes.map((index) => index.overlapping(box).map((entry) => entry.box));
  const hasPart = (box: GridBox) => {
    const selection = { inAll: [[box], ...near(box, every)], inNone: near(box, none) };
    return regions(box, selection, grid.distinct).next().done !== true;
  };
  return sets.filter(({ boxes }) => boxes.some((box) => hasPart(grid.place(box)))).map(({ item }) => item);
}

/** Whether `outer` allows all that `inner` allows. */
export const covers = (outer: TrafficSet, inner: TrafficSet): boolean =>
  !isAny({ inAll: [inner], inNone: [outer] });

/** Whether both sets allow the same packets, however they are cut into boxes. */
export const equal = (a: TrafficSet, b: TrafficSet): boolean => covers(a, b) && covers(b, a);

/** Whether nothing is allowed. */
export const isEmpty = (set: TrafficSet): boolean => set.length === 0;

/** Whether the set has one box that allows all of `packet`, a box of a single packet. */
export const contains = (set: TrafficSet, packet: Traffic): boolean => set.some((box) => holds(box, packet));

/** The same packets in fewer boxes: drops what others contain and merges neighbours. The order of boxes doesn't matter. */
export function simplify(set: TrafficSet): TrafficSet {
  const grid = new Grid(set);
  return simplified(set.map((box) => grid.place(box))).map((box) => grid.trafficIn(box));
}

/** What either set allows, in few boxes. */
export const union = (a: TrafficSet, b: TrafficSet): TrafficSet => simplify([...a, ...b]);

/** What both sets allow. */
export function intersection(a: TrafficSet, b: TrafficSet): TrafficSet {
  const grid = new Grid([...a, ...b]);
  const index = indexOn(grid, b);
  const common = a.flatMap((box) => {
    const placed = grid.place(box);
    return index.overlapping(placed).map((other) => overlapOf(placed, other.box));
  });
  return simplified(common).map((box) => grid.trafficIn(box));
}

/**
 * What `a` allows and `b` does not. Boxes that `b` has nothing of stay as they are.
 * @throws {WorkLimitError} where a limit is given and reached
 */
export function difference(a: TrafficSet, b: TrafficSet, limit?: WorkLimit): TrafficSet {
  const grid = new Grid([...a, ...b]);
  const index = indexOn(grid, b);
  const rest = a.flatMap((box) => [...uncovered(grid.place(box), index, limit)]);
  return simplified(rest, limit).map((box) => grid.trafficIn(box));
}

function uncovered(box: GridBox, index: BoxIndex<Traffic>, limit: WorkLimit | undefined): Iterable<GridBox> {
  if (index.encloses(box)) return [];
  const cutters = index.overlapping(box).map((entry) => entry.box);
  return regions(box, { inAll: [[box]], inNone: [cutters] }, everyDimension, limit);
}

/**
 * The same with every group where all addresses of a family are allowed: the members of a group have addresses. Networks that
 * are all addresses together, as `0.0.0.0/1` and `128.0.0.0/1` are, so mean what any address means.
 * @throws {WorkLimitError} where a limit is given and reached
 */
export function withGroupsOfAll(set: TrafficSet, limit?: WorkLimit): TrafficSet {
  const networks = set.filter(({ remote }) => remote.from < remote.to && remote.to < anyRemote.to);
  const open = (["ingress", "egress"] as const).flatMap((direction) =>
    (["IPv4", "IPv6"] as const).flatMap((family) => {
      const all = traffic({ direction, family, remote: anyLocal(family) });
      const some = networks.filter((box) => box.direction === direction && box.family === family);
      if (!mayBeAll(some, all)) return [];
      const closed = difference([all], some, limit).map((box) => ({ ...box, remote: all.remote }));
      return difference([all], closed, limit).map((box) => ({ ...box, remote: anyRemote }));
    }),
  );
  return open.length === 0 ? set : [...set, ...open];
}

/** Whether networks have enough addresses to be all of them. */
function mayBeAll(boxes: TrafficSet, { remote: all }: Traffic): boolean {
  const sizes = new Map(boxes.map(({ remote: { from, to } }) => [`${from}-${to}`, to - from + 1n]));
  return [...sizes.values()].reduce((sum, size) => sum + size, 0n) > all.to - all.from;
}

const indexOn = (grid: Grid, set: TrafficSet) =>
  new BoxIndex(set.map((box) => ({ box: grid.place(box), of: box })));

// How it is computed, on a grid: regions that layers of boxes have in common, and boxes merged.

/** What to look for: packets that are in some box of each layer of `inAll`, which has at least one, and in no box of the layers of `inNone`. */
interface Selection {
  readonly inAll: readonly (readonly GridBox[])[];
  readonly inNone: readonly (readonly GridBox[])[];
}

/** A box of a layer, cut to the space that is examined. */
interface Item {
  readonly box: GridBox;
  readonly layer: number;
  /** From this place in the order on, the box is as wide as the space. */
  readonly wideFrom: number;
}

/**
 * The parts of a space that a selection names, in boxes that do not overlap. Found by a sweep over one dimension after
 * the other: what is cut by the bounds of the first is swept along the second, and so on.
 *
 * @param order the dimensions, none twice; along those left out, every box must be as wide as the space
 */
function* regions(
  space: GridBox,
  { inAll, inNone }: Selection,
  order: readonly number[],
  limit?: WorkLimit,
): Generator<GridBox> {
  const layers = [...inAll, ...inNone];
  const items = layers.flatMap((boxes, layer) =>
    boxes
      .filter((box) => boxesOverlap(box, space))
      .map((whole): Item => {
        const box = encloses(space, whole) ? whole : overlapOf(whole, space);
        const wide = order.findLastIndex(
          (dimension) =>
            start(box, dimension) > start(space, dimension) || end(box, dimension) < end(space, dimension),
        );
        return { box, layer, wideFrom: wide + 1 };
      }),
  );
  const sweep = new Sweep(order, inAll.length, layers.length, limit);
  yield* sweep.along(0, items, space);
}

class Sweep {
  constructor(
    private readonly order: readonly number[],
    private readonly wanted: number,
    private readonly layers: number,
    private readonly limit: WorkLimit | undefined,
  ) {}

  /** @param items the boxes that hold all of the region in the dimensions before this one */
  *along(depth: number, items: readonly Item[], region: GridBox): Generator<GridBox> {
    this.limit?.spend(items.length + 1);
    const filled = this.filledAt(depth, items);
    if (filled === "nothing") return;
    if (filled === "all") {
      yield region;
      return;
    }
    const dimension = this.order[depth];
    if (dimension === undefined) return;
    if (depth === this.order.length - 1) {
      yield* this.runs(dimension, items, region);
      return;
    }
    for (const { from, to, items: inside } of segments(dimension, items)) {
      yield* this.along(depth + 1, inside, resized(region, dimension, from, to));
    }
  }

  /** What is known of a region without looking closer. */
  private filledAt(depth: number, items: readonly Item[]): "all" | "nothing" | "some" {
    const present = new Array<boolean>(this.layers).fill(false);
    const full = new Array<boolean>(this.layers).fill(false);
    for (const { layer, wideFrom } of items) {
      present[layer] = true;
      if (wideFrom > depth) continue;
      if (layer >= this.wanted) return "nothing";
      full[layer] = true;
    }
    for (let layer = 0; layer < this.wanted; layer += 1) if (!present[layer]) return "nothing";
    const isAll = present.every((is, layer) => (layer < this.wanted ? full[layer] : !is));
    return isAll ? "all" : "some";
  }

  /** The last dimension: what holds a place changes only at bounds, so it is enough to count. */
  private *runs(dimension: number, items: readonly Item[], region: GridBox): Generator<GridBox> {
    const bounds = items.flatMap(({ box, layer }) => [
      { at: start(box, dimension), layer, change: 1 },
      { at: end(box, dimension), layer, change: -1 },
    ]);
    bounds.sort((a, b) => a.at - b.at);
    const counts = new Array<number>(this.layers).fill(0);
    let from: number | undefined;
    for (const [position, { at, layer, change }] of bounds.entries()) {
      counts[layer] = (counts[layer] ?? 0) + change;
      if (bounds[position + 1]?.at === at) continue;
      const isWanted = counts.every((count, one) => count > 0 === one < this.wanted);
      if (isWanted) {
        from ??= at;
      } else if (from !== undefined) {
        yield resized(region, dimension, from, at);
        from = undefined;
      }
    }
  }
}

interface Segment {
  readonly from: number;
  readonly to: number;
  /** The boxes that hold all of the segment. */
  readonly items: readonly Item[];
}

/** The parts of a dimension between the bounds of boxes. */
function* segments(dimension: number, items: readonly Item[]): Generator<Segment> {
  const coming = items.toSorted((a, b) => start(a.box, dimension) - start(b.box, dimension));
  const bounds = [...new Set(items.flatMap(({ box }) => [start(box, dimension), end(box, dimension)]))];
  bounds.sort((a, b) => a - b);
  let inside: Item[] = [];
  let next = 0;
  for (const [position, from] of bounds.entries()) {
    const to = bounds[position + 1];
    if (to === undefined) return;
    inside = inside.filter(({ box }) => end(box, dimension) > from);
    for (
      let item = coming[next];
      item !== undefined && start(item.box, dimension) === from;
      item = coming[next]
    ) {
      inside.push(item);
      next += 1;
    }
    if (inside.length > 0) yield { from, to, items: [...inside] };
  }
}

/**
 * The same packets in fewer boxes: drops what others contain and merges neighbours. The order of boxes doesn't matter.
 * @throws {WorkLimitError} where a limit is given and reached
 */
function simplified(boxes: readonly GridBox[], limit?: WorkLimit): readonly GridBox[] {
  let fewer = withoutEnclosed(boxes);
  for (let before = Infinity; fewer.length < before;) {
    before = fewer.length;
    for (const dimension of joinable) {
      limit?.spend(fewer.length);
      fewer = mergedAlong(dimension, fewer);
    }
  }
  return withoutEnclosed(fewer);
}

function withoutEnclosed(boxes: readonly GridBox[]): GridBox[] {
  const distinct = boxes
    .toSorted((a, b) => compareBoxes(a, b, everyDimension))
    .filter((box, position, sorted) => {
      const previous = sorted[position - 1];
      return previous === undefined || compareBoxes(previous, box, everyDimension) !== 0;
    });
  const index = new BoxIndex(distinct.map((box) => ({ box, of: box })));
  // Every box encloses itself; a second one that does makes it redundant.
  return distinct.filter((box) => {
    const enclosing = index.enclosing(box);
    return [enclosing.next(), enclosing.next()].some(({ done }) => done === true);
  });
}

/** Merges boxes that are alike but on one dimension, where they touch or overlap. */
function mergedAlong(dimension: number, boxes: readonly GridBox[]): GridBox[] {
  const alike = everyDimension.filter((other) => other !== dimension);
  const order = [...alike, dimension];
  const merged: GridBox[] = [];
  for (const box of boxes.toSorted((a, b) => compareBoxes(a, b, order))) {
    const last = merged.at(-1);
    if (last && compareBoxes(last, box, alike) === 0 && start(box, dimension) <= end(last, dimension)) {
      const to = Math.max(end(last, dimension), end(box, dimension));
      merged[merged.length - 1] = resized(last, dimension, start(last, dimension), to);
    } else {
      merged.push(box);
    }
  }
  return merged;
}
