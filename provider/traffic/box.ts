import type { Traffic } from "./traffic";

/** The properties by which boxes of one direction and family differ. */
export const axes = ["protocol", "ports", "codes", "remote", "local"] as const;
export type Axis = (typeof axes)[number];

const isComparable = (a: Traffic, b: Traffic) => a.direction === b.direction && a.family === b.family;

/** Whether some packet is in both boxes. */
export const overlaps = (a: Traffic, b: Traffic): boolean =>
  isComparable(a, b) && axes.every((axis) => a[axis].from <= b[axis].to && b[axis].from <= a[axis].to);

/** Whether every packet of `inner` is in `outer`. */
export const encloses = (outer: Traffic, inner: Traffic): boolean =>
  isComparable(outer, inner) &&
  axes.every((axis) => outer[axis].from <= inner[axis].from && inner[axis].to <= outer[axis].to);
