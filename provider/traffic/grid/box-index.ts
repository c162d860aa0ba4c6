import { encloses, end, type GridBox, overlaps, start } from "./grid";

interface Node<T> {
  readonly entries: readonly Entry<T>[];
  /** The smallest box around all entries. */
  readonly bounds: GridBox;
  /** From the last beginning to the first end: what overlaps this overlaps every entry. It may begin after it ends. */
  readonly core: GridBox;
  /** The halves of the entries, where these are too many to go through. */
  readonly halves?: readonly [Node<T>, Node<T>];
}

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
    const found: Entry<T>[] = [];
    if (this.root !== undefined) collect(this.root, box, found);
    return found;
  }

  /** All entries that allow every packet of the box, found one by one. */
  *enclosing(box: GridBox): Generator<Entry<T>> {
    const pending = this.root === undefined ? [] : [this.root];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (!encloses(node.bounds, box)) continue;
      if (node.halves === undefined) yield* node.entries.filter((entry) => encloses(entry.box, box));
      else pending.push(...node.halves.toReversed());
    }
  }

  /** Whether one entry allows every packet of the box. */
  encloses(box: GridBox): boolean {
    return this.enclosing(box).next().done !== true;
  }
}

function collect<T>({ entries, bounds, core, halves }: Node<T>, box: GridBox, found: Entry<T>[]): void {
  if (!overlaps(bounds, box)) return;
  if (overlaps(core, box)) for (const entry of entries) found.push(entry);
  else if (halves === undefined) found.push(...entries.filter((entry) => overlaps(entry.box, box)));
  else for (const half of halves) collect(half, box, found);
}

function build<T>(entries: readonly Entry<T>[]): Node<T> {
  const boxes = entries.map(({ box }) => box);
  const node = { entries, bounds: around(boxes), core: coreOf(boxes) };
  const dimension = entries.length > leafSize ? widestDimension(entries) : undefined;
  if (dimension === undefined) return node;
  const sorted = entries.toSorted((a, b) => start(a.box, dimension) - start(b.box, dimension));
  const middle = sorted.length >> 1;
  return { ...node, halves: [build(sorted.slice(0, middle)), build(sorted.slice(middle))] };
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

const around = (boxes: readonly GridBox[]): GridBox => combined(boxes, Math.min, Math.max);

const coreOf = (boxes: readonly GridBox[]): GridBox => combined(boxes, Math.max, Math.min);

type Choice = (one: number, other: number) => number;

function combined([first, ...others]: readonly GridBox[], chooseFrom: Choice, chooseTo: Choice): GridBox {
  const from = [...(first?.from ?? [])];
  const to = [...(first?.to ?? [])];
  for (const box of others) {
    for (const dimension of from.keys()) {
      from[dimension] = chooseFrom(from[dimension] ?? 0, start(box, dimension));
      to[dimension] = chooseTo(to[dimension] ?? 0, end(box, dimension));
    }
  }
  return { from, to };
}
