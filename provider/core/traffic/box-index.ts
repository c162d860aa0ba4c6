import type { Traffic } from "./traffic";
import type { Axis } from "./box";
import { axes, bucketOf, encloses, overlaps } from "./box";

/** Inner nodes know the smallest box around all that is below them, leaves hold the things themselves. */
type Node<T> =
  | { readonly bounds: Traffic; readonly left: Node<T>; readonly right: Node<T> }
  | { readonly bounds: Traffic; readonly entries: readonly Entry<T>[] };

/** A thing and one of its boxes. */
export interface Entry<T> {
  readonly box: Traffic;
  readonly of: T;
}

const leafSize = 8;

/** Finds, among many boxes, those that touch a given one: a bounding volume hierarchy for each direction and family. */
export class BoxIndex<T> {
  private readonly roots: ReadonlyMap<string, Node<T>>;

  constructor(entries: Iterable<Entry<T>>) {
    const buckets = new Map<string, Entry<T>[]>();
    for (const entry of entries) {
      const bucket = buckets.get(bucketOf(entry.box));
      if (bucket === undefined) buckets.set(bucketOf(entry.box), [entry]);
      else bucket.push(entry);
    }
    this.roots = new Map([...buckets].map(([name, bucket]) => [name, build(bucket)]));
  }

  /** All entries that share a packet with the box. */
  overlapping(box: Traffic): Entry<T>[] {
    return this.search(box, overlaps);
  }

  /** All entries that allow every packet of the box. */
  enclosing(box: Traffic): Entry<T>[] {
    return this.search(box, encloses);
  }

  /** Whether one entry allows every packet of the box. */
  encloses(box: Traffic): boolean {
    return this.enclosing(box).length > 0;
  }

  private search(box: Traffic, test: (candidate: Traffic, box: Traffic) => boolean): Entry<T>[] {
    const found: Entry<T>[] = [];
    const root = this.roots.get(bucketOf(box));
    const pending = root === undefined ? [] : [root];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (!test(node.bounds, box)) continue;
      if ("entries" in node) found.push(...node.entries.filter((entry) => test(entry.box, box)));
      else pending.push(node.right, node.left);
    }
    return found;
  }
}

function build<T>(entries: Entry<T>[]): Node<T> {
  const bounds = boundsOf(entries);
  const axis = entries.length > leafSize ? widestAxis(entries) : undefined;
  if (axis === undefined) return { bounds, entries };
  const sorted = entries.toSorted((a, b) => compare(a.box[axis].from, b.box[axis].from));
  const middle = sorted.length >> 1;
  return { bounds, left: build(sorted.slice(0, middle)), right: build(sorted.slice(middle)) };
}

/** The axis on which the boxes begin at the most places; none if all of them begin at the same. */
function widestAxis<T>(entries: readonly Entry<T>[]): Axis | undefined {
  let widest: Axis | undefined;
  let most = 1;
  for (const axis of axes) {
    const places = new Set(entries.map((entry) => entry.box[axis].from)).size;
    if (places > most) [widest, most] = [axis, places];
  }
  return widest;
}

function boundsOf<T>([first, ...others]: readonly Entry<T>[]): Traffic {
  if (first === undefined) throw new RangeError("there are no bounds around nothing");
  const bounds = { ...first.box };
  for (const { box } of others) {
    for (const axis of axes) {
      const { from, to } = bounds[axis];
      if (box[axis].from >= from && box[axis].to <= to) continue;
      bounds[axis] = { from: min(from, box[axis].from), to: max(to, box[axis].to) };
    }
  }
  return bounds;
}

const min = (a: bigint, b: bigint) => (a < b ? a : b);
const max = (a: bigint, b: bigint) => (a > b ? a : b);
const compare = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);
