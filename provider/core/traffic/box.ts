import type { Traffic } from "./traffic";

/** The properties by which boxes of one direction and family differ. */
export const axes = ["protocol", "ports", "codes", "remote", "local"] as const;
export type Axis = (typeof axes)[number];

/** Boxes of different directions or families have nothing to do with each other. */
export const bucketOf = (box: Traffic): string => `${box.direction} ${box.family}`;

const sameBucket = (a: Traffic, b: Traffic) => a.direction === b.direction && a.family === b.family;

/** Whether some packet is in both boxes. */
export const overlaps = (a: Traffic, b: Traffic): boolean =>
  sameBucket(a, b) && axes.every((axis) => a[axis].from <= b[axis].to && b[axis].from <= a[axis].to);

/** Whether every packet of `inner` is in `outer`. */
export const encloses = (outer: Traffic, inner: Traffic): boolean =>
  sameBucket(outer, inner) &&
  axes.every((axis) => outer[axis].from <= inner[axis].from && inner[axis].to <= outer[axis].to);

/** The packets that are in both of two overlapping boxes. */
export const overlapOf = (a: Traffic, b: Traffic): Traffic =>
  axes.reduce((box, axis) => {
    const from = a[axis].from > b[axis].from ? a[axis].from : b[axis].from;
    const to = a[axis].to < b[axis].to ? a[axis].to : b[axis].to;
    return { ...box, [axis]: { from, to } };
  }, a);

/** What is left of a box outside of another that overlaps it, in boxes that do not overlap each other. */
export function cut(box: Traffic, cutter: Traffic): Traffic[] {
  const pieces: Traffic[] = [];
  let rest = box;
  for (const axis of axes) {
    const { from, to } = rest[axis];
    const inside = cutter[axis];
    if (from < inside.from) {
      pieces.push({ ...rest, [axis]: { from, to: inside.from - 1n } });
      rest = { ...rest, [axis]: { from: inside.from, to } };
    }
    if (inside.to < to) {
      pieces.push({ ...rest, [axis]: { from: inside.to + 1n, to } });
      rest = { ...rest, [axis]: { from: rest[axis].from, to: inside.to } };
    }
  }
  return pieces;
}

/** A total order of boxes, for results that do not depend on the order of what they were made of. */
export function compareBoxes(a: Traffic, b: Traffic, order: readonly Axis[] = axes): number {
  if (a.direction !== b.direction) return a.direction === "ingress" ? -1 : 1;
  if (a.family !== b.family) return a.family === "IPv4" ? -1 : 1;
  for (const axis of order) {
    if (a[axis].from !== b[axis].from) return a[axis].from < b[axis].from ? -1 : 1;
    if (a[axis].to !== b[axis].to) return a[axis].to < b[axis].to ? -1 : 1;
  }
  return 0;
}
