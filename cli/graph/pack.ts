import type { Layout, Point } from "./placed";

/** Pixels between parts, and around all of them. */
const GAP = 34;
const MARGIN = 20;
/** About the proportions of a screen, and of paper on its side. */
const ASPECT = 1.6;

interface Packed {
  readonly width: number;
  readonly height: number;
  readonly moved: Layout[];
}

/** Places parts in rows, tall ones first: as wide as makes them largest on a screen. */
export function pack(parts: readonly Layout[]): Packed {
  const tallFirst = parts.toSorted((a, b) => b.height - a.height);
  const widths = parts.map(({ width }) => width).toSorted((a, b) => b - a);
  // As wide as the widest parts next to each other: one, two and so on.
  const limits = widths.map((_, count) => sum(widths.slice(0, count + 1)) + count * GAP);
  const sizeOf = ({ width, height }: Packed) => Math.max(width, height * ASPECT);
  return limits
    .map((limit) => packedInto(tallFirst, limit))
    .reduce((best, one) => (sizeOf(one) < sizeOf(best) ? one : best), packedInto(tallFirst, 0));
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function packedInto(parts: readonly Layout[], right: number): Packed {
  let [x, y, tallest, widest] = [0, 0, 0, 0];
  const moved = parts.map((part) => {
    if (x > 0 && x + part.width > right) [x, y, tallest] = [0, y + tallest + GAP, 0];
    const by = { x: x + MARGIN, y: y + MARGIN };
    x += part.width + GAP;
    tallest = Math.max(tallest, part.height);
    widest = Math.max(widest, x - GAP);
    return shifted(part, by);
  });
  return { width: Math.ceil(widest + 2 * MARGIN), height: Math.ceil(y + tallest + 2 * MARGIN), moved };
}

function shifted(part: Layout, by: Point): Layout {
  const move = <P extends Point>(point: P): P => ({ ...point, x: point.x + by.x, y: point.y + by.y });
  return {
    ...part,
    boxes: part.boxes.map(move),
    nodes: part.nodes.map(move),
    edges: part.edges.map((edge) => ({ ...edge, points: edge.points.map(move), label: move(edge.label) })),
  };
}
