/** A box on a grid: for each dimension the lines that it lies between. */
export interface GridBox {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** Whether some packet is in both boxes. */
export const overlaps = (a: GridBox, b: GridBox): boolean =>
  a.from.every((from, dimension) => from < end(b, dimension) && start(b, dimension) < end(a, dimension));

/** Whether every packet of `inner` is in `outer`. */
export const encloses = (outer: GridBox, inner: GridBox): boolean =>
  outer.from.every(
    (from, dimension) => from <= start(inner, dimension) && end(inner, dimension) <= end(outer, dimension),
  );

/** The packets that are in both of two overlapping boxes. */
export const overlapOf = (a: GridBox, b: GridBox): GridBox => ({
  from: a.from.map((from, dimension) => Math.max(from, start(b, dimension))),
  to: a.to.map((to, dimension) => Math.min(to, end(b, dimension))),
});

/** A box with other bounds on one dimension. */
export const resized = (box: GridBox, dimension: number, from: number, to: number): GridBox => ({
  from: box.from.with(dimension, from),
  to: box.to.with(dimension, to),
});

/** A total order of boxes, by the dimensions given. */
export function compareBoxes(a: GridBox, b: GridBox, order: readonly number[]): number {
  for (const dimension of order) {
    const difference = start(a, dimension) - start(b, dimension) || end(a, dimension) - end(b, dimension);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The line at which a box begins. */
export const start = ({ from }: GridBox, dimension: number): number => from[dimension] ?? 0;

/** The line at which it ends. */
export const end = ({ to }: GridBox, dimension: number): number => to[dimension] ?? 0;
