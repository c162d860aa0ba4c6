import { encloses as holds, overlaps, anyLocal, anyRemote, type Traffic, traffic } from "./traffic";
import { BoxIndex, everyDimension, Grid, type GridBox, overlapOf, type WorkLimit } from "./grid/grid";
import { regions, simplified } from "./grid/regions";

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

/** Whether networks have so many addresses that they can be all of them. */
function mayBeAll(boxes: TrafficSet, { remote: all }: Traffic): boolean {
  const sizes = new Map(boxes.map(({ remote: { from, to } }) => [`${from}-${to}`, to - from + 1n]));
  return [...sizes.values()].reduce((sum, size) => sum + size, 0n) > all.to - all.from;
}

const indexOn = (grid: Grid, set: TrafficSet) =>
  new BoxIndex(set.map((box) => ({ box: grid.place(box), of: box })));
