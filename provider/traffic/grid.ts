import type { Interval, Traffic } from "./traffic";

const directions = ["ingress", "egress"] as const;
const families = ["IPv4", "IPv6"] as const;

/** What boxes of traffic can differ in, in the usual order of reading. */
const dimensions = ["direction", "family", "protocol", "ports", "codes", "remote", "local"] as const;
type Dimension = (typeof dimensions)[number];

/** The dimensions as positions in a `GridBox`. */
export const everyDimension: readonly number[] = dimensions.map((_, position) => position);

/** Those along which boxes may be joined: traffic is of one direction and one family. */
export const joinable: readonly number[] = everyDimension.slice(dimensions.indexOf("protocol"));

/**
 * All bounds of some boxes as small whole numbers: the boxes keep their places towards each other, and an address
 * compares as fast as a port. Only boxes that the grid was made of can be placed on it.
 */
export class Grid {
  private readonly lines: readonly (readonly bigint[])[];
  private readonly positions: readonly ReadonlyMap<bigint, number>[];
  /** The smallest box around all others. */
  readonly space: GridBox;

  constructor(boxes: readonly Traffic[]) {
    this.lines = dimensions.map((dimension) => {
      const bounds = new Set<bigint>();
      for (const box of boxes) {
        const { from, to } = intervalOf(box, dimension);
        bounds.add(from).add(to + 1n);
      }
      return [...bounds].toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    });
    this.positions = this.lines.map((lines) => new Map(lines.map((line, position) => [line, position])));
    this.space = {
      from: this.lines.map(() => 0),
      to: this.lines.map(({ length }) => Math.max(0, length - 1)),
    };
  }

  /** The dimensions in which boxes differ, the one with the fewest bounds first. */
  get distinct(): readonly number[] {
    const sizeOf = (dimension: number) => this.lines[dimension]?.length ?? 0;
    return everyDimension
      .filter((dimension) => sizeOf(dimension) > 2)
      .toSorted((a, b) => sizeOf(a) - sizeOf(b));
  }

  place(box: Traffic): GridBox {
    const intervals = dimensions.map((dimension) => intervalOf(box, dimension));
    return {
      from: intervals.map(({ from }, dimension) => this.position(dimension, from)),
      to: intervals.map(({ to }, dimension) => this.position(dimension, to + 1n)),
    };
  }

  trafficIn({ from, to }: GridBox): Traffic {
    const line = (dimension: Dimension, bounds: readonly number[]) => {
      const position = dimensions.indexOf(dimension);
      return this.lines[position]?.[bounds[position] ?? 0] ?? 0n;
    };
    const interval = (dimension: Dimension): Interval => ({
      from: line(dimension, from),
      to: line(dimension, to) - 1n,
    });
    return {
      direction: directions[Number(line("direction", from))] ?? "ingress",
      family: families[Number(line("family", from))] ?? "IPv4",
      protocol: interval("protocol"),
      ports: interval("ports"),
      codes: interval("codes"),
      remote: interval("remote"),
      local: interval("local"),
    };
  }

  private position(dimension: number, line: bigint): number {
    const position = this.positions[dimension]?.get(line);
    if (position === undefined) throw new RangeError("the box is not on the grid");
    return position;
  }
}

function intervalOf(box: Traffic, dimension: Dimension): Interval {
  if (dimension === "direction") return point(directions.indexOf(box.direction));
  if (dimension === "family") return point(families.indexOf(box.family));
  return box[dimension];
}

const point = (value: number): Interval => ({ from: BigInt(value), to: BigInt(value) });

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

/** There was more to do than was worth doing. */
export class WorkLimitError extends Error {}

/** Counts the boxes that an answer examines, and may bound them: a limit that is the same on every machine. */
export class WorkLimit {
  /** Boxes examined so far. */
  spent = 0;

  constructor(private readonly most: number) {}

  /** @throws {WorkLimitError} */
  spend(boxes: number): void {
    this.spent += boxes;
    if (this.spent > this.most) throw new WorkLimitError("there are too many cases to examine");
  }
}

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
