import type { Traffic } from "./traffic";
import type { Axis } from "./box";
import { axes, compareBoxes, cut, encloses, overlapOf, overlaps } from "./box";
import { BoxIndex } from "./box-index";

/** Allowed traffic: a packet is in the set when it is in any of the boxes, which may overlap. */
export type TrafficSet = readonly Traffic[];

/** What either set allows, in few boxes. */
export const union = (a: TrafficSet, b: TrafficSet): TrafficSet => simplify([...a, ...b]);

/** What both sets allow. */
export function intersection(a: TrafficSet, b: TrafficSet): TrafficSet {
  const index = indexOf(b);
  return simplify(a.flatMap((box) => index.overlapping(box).map((other) => overlapOf(box, other.box))));
}

/** What `a` allows and `b` does not. */
export function difference(a: TrafficSet, b: TrafficSet): TrafficSet {
  const index = indexOf(b);
  return simplify(a.flatMap((box) => [...uncovered(box, cuttersOf(index, box))]));
}

/** Whether `outer` allows all that `inner` allows. */
export function covers(outer: TrafficSet, inner: TrafficSet): boolean {
  const index = indexOf(outer);
  return inner.every((box) => uncovered(box, cuttersOf(index, box)).next().done === true);
}

/**
 * Whether the rules that stay allow all that is allowed both before and after a change. Then a server that removes the
 * other rules before it adds the new ones leaves no gap. The survivors must be part of both sets.
 */
export const survivorsCover = (survivors: TrafficSet, old: TrafficSet, wanted: TrafficSet): boolean =>
  isEmpty(intersection(difference(old, survivors), difference(wanted, survivors)));

/** Whether both sets allow the same packets, however they are cut into boxes. */
export const equal = (a: TrafficSet, b: TrafficSet): boolean => covers(a, b) && covers(b, a);

/** Whether nothing is allowed. */
export const isEmpty = (set: TrafficSet): boolean => set.length === 0;

/** Whether the set has one box that allows all of `packet`, a box of a single packet. */
export const contains = (set: TrafficSet, packet: Traffic): boolean =>
  set.some((box) => encloses(box, packet));

/** The same packets in fewer boxes: drops what others contain and merges neighbours. The order of boxes doesn't matter. */
export function simplify(set: TrafficSet): TrafficSet {
  let boxes = withoutEnclosed(set);
  for (let before = Infinity; boxes.length < before;) {
    before = boxes.length;
    for (const axis of axes) boxes = mergedAlong(axis, boxes);
  }
  return withoutEnclosed(boxes);
}

/** The parts of a box that none of the cutters covers; they do not overlap. All cutters must overlap the box. */
export function* uncovered(box: Traffic, cutters: readonly Traffic[]): Generator<Traffic> {
  // The one in the middle, so that each piece meets a share of the others only.
  const cutter = cutters[cutters.length >> 1];
  if (cutter === undefined) {
    yield box;
  } else if (!cutters.some((other) => encloses(other, box))) {
    for (const piece of cut(box, cutter)) {
      yield* uncovered(
        piece,
        cutters.filter((other) => overlaps(other, piece)),
      );
    }
  }
}

const indexOf = (set: TrafficSet) => new BoxIndex(set.map((box) => ({ box, of: box })));

const cuttersOf = (index: BoxIndex<Traffic>, box: Traffic) =>
  index.encloses(box) ? [box] : index.overlapping(box).map((entry) => entry.box);

function withoutEnclosed(set: TrafficSet): TrafficSet {
  const distinct = set
    .toSorted((a, b) => compareBoxes(a, b))
    .filter((box, position, sorted) => {
      const previous = sorted[position - 1];
      return previous === undefined || compareBoxes(previous, box) !== 0;
    });
  const index = indexOf(distinct);
  return distinct.filter((box) => index.enclosing(box).length === 1);
}

/** Merges boxes that are alike but on one axis, where they touch or overlap. */
function mergedAlong(axis: Axis, set: TrafficSet): TrafficSet {
  const order = [...axes.filter((other) => other !== axis), axis];
  const alike = order.slice(0, -1);
  const merged: Traffic[] = [];
  for (const box of set.toSorted((a, b) => compareBoxes(a, b, order))) {
    const last = merged.at(-1);
    if (last && compareBoxes(last, box, alike) === 0 && box[axis].from <= last[axis].to + 1n) {
      const to = box[axis].to > last[axis].to ? box[axis].to : last[axis].to;
      merged[merged.length - 1] = { ...last, [axis]: { from: last[axis].from, to } };
    } else {
      merged.push(box);
    }
  }
  return merged;
}
