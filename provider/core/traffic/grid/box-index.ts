import { encloses, end, type GridBox, overlaps, start } from "./grid-box";

/** Inner nodes know the smallest box around all that is below them, leaves hold the things themselves. */
type Node<T> =
  | { readonly bounds: GridBox; readonly left: Node<T>; readonly right: Node<T> }
  | { readonly bounds: GridBox; readonly entries: readonly Entry<T>[] };

/** A thing and one of its boxes. */
export interface Entry<T> {
  readonly box: GridBox;
  readonly of: T;
}

const leafSize = 8;

/** Finds, among many boxes of one grid, those that touch a given one: a bounding volume hierarchy. */
export class BoxIndex<T> {
  private readonly root: Node<T> | undefined;

  constructor(entries: readonly Entry<T>[]) {
    this.root = entries.length === 0 ? undefined : build(entries);
  }

  /** All entries that share a packet with the box. */
  overlapping(box: GridBox): Entry<T>[] {
    return [...this.search(box, overlaps)];
  }

  /** All entries that allow every packet of the box, found one by one. */
  enclosing(box: GridBox): Generator<Entry<T>> {
    return this.search(box, encloses);
  }

  /** Whether one entry allows every packet of the box. */
  encloses(box: GridBox): boolean {
    return this.enclosing(box).next().done !== true;
  }

  private *search(box: GridBox, test: (candidate: GridBox, box: GridBox) => boolean): Generator<Entry<T>> {
    const pending = this.root === undefined ? [] : [this.root];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (!test(node.bounds, box)) continue;
      if ("entries" in node) yield* node.entries.filter((entry) => test(entry.box, box));
      else pending.push(node.right, node.left);
    }
  }
}

function build<T>(entries: readonly Entry<T>[]): Node<T> {
  const dimension = entries.length > leafSize ? widestDimension(entries) : undefined;
  if (dimension === undefined) return { bounds: around(entries.map(({ box }) => box)), entries };
  const sorted = entries.toSorted((a, b) => start(a.box, dimension) - start(b.box, dimension));
  const middle = sorted.length >> 1;
  const [left, right] = [build(sorted.slice(0, middle)), build(sorted.slice(middle))];
  return { bounds: around([left.bounds, right.bounds]), left, right };
}

/** The dimension on which the boxes begin farthest from each other; none if all of them begin at the same place. */
function widestDimension<T>(entries: readonly Entry<T>[]): number | undefined {
  const dimensions = entries[0]?.box.from.length ?? 0;
  let widest: number | undefined;
  let most = 0;
  for (let dimension = 0; dimension < dimensions; dimension += 1) {
    let [least, greatest] = [Infinity, -Infinity];
    for (const { box } of entries) {
      least = Math.min(least, start(box, dimension));
      greatest = Math.max(greatest, start(box, dimension));
    }
    if (greatest - least > most) [widest, most] = [dimension, greatest - least];
  }
  return widest;
}

/** The smallest box around others. */
function around([first, ...others]: readonly GridBox[]): GridBox {
  const from = [...(first?.from ?? [])];
  const to = [...(first?.to ?? [])];
  for (const box of others) {
    for (const dimension of from.keys()) {
      from[dimension] = Math.min(from[dimension] ?? 0, start(box, dimension));
      to[dimension] = Math.max(to[dimension] ?? 0, end(box, dimension));
    }
  }
  return { from, to };
}
