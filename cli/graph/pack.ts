import type { Layout, Point } from "./placed";

/** Pixels between parts, and around all of them. */
const GAP = 34;
const MARGIN = 20;
/** About the proportions of a screen, and of paper on its side. */
const ASPECT = 1.5;
/** Pixels; a wider page must be moved sideways. */
const WIDEST = 2500;

/** Places parts in rows of about the same width, tall ones first. */
export function pack(parts: readonly Layout[]): { width: number; height: number; moved: Layout[] } {
  const area = parts.reduce((sum, { width, height }) => sum + (width + GAP) * (height + GAP), 0);
  const right = Math.max(Math.min(Math.sqrt(area * ASPECT), WIDEST), ...parts.map(({ width }) => width));
  let [x, y, tallest, widest] = [0, 0, 0, 0];
  const tallFirst = parts.toSorted((a, b) => b.height - a.height);
  const moved = tallFirst.map((part) => {
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
    nodes: part.nodes.map(move),
    edges: part.edges.map((edge) => ({ ...edge, points: edge.points.map(move), label: move(edge.label) })),
  };
}
