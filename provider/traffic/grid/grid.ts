import type { GridBox } from "./grid-box";
import type { Interval, Traffic } from "../traffic";

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
