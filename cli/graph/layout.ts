import { groupedBy } from "../grouped";
import { graphlib, layout } from "./dagre";
import { folded, type FoldedNode } from "./fold";
import type { Box, Layout, PlacedEdge, PlacedNode, Point } from "./placed";
import type { Edge, Graph } from "./model";
import { pack } from "./pack";

/** Pixels. */
export const LINE = 16;
export const PADDING = 10;
const BOX_PADDING = 9;
const LETTER = { line: 7.4, remark: 6.2, label: 6.4 };
/** Letters; the rest is in what hovering shows. */
const LONGEST_LINE = 36;
const LONGEST_LABEL = 30;
/** Networks that are shown in one node. */
const MOST_LINES = 6;
/** Servers that are named in one node. */
const MOST_SERVERS = 3;

/**
 * Places nodes and edges. Nodes are left of those that they may talk to; parts without a connection are placed
 * separately, side by side.
 */
export function placed(graph: Graph): Layout {
  const { nodes, edges, written } = folded(graph);
  const sized = nodes.map(shortened).map((node) => ({ ...node, ...sizeOf(node) }));
  const parts = connected(sized, edges).map((some) => layered(some, edges));
  const { width, height, moved } = pack(parts);
  const boxes = moved.flatMap((part) => part.boxes);
  const all = moved.flatMap((part) => part.nodes);
  const place = new Map(all.map((node) => [node.id, node]));
  const direct = written.flatMap((edge) => straight(edge, place.get(edge.from), place.get(edge.to)) ?? []);
  return { width, height, boxes, nodes: all, edges: [...moved.flatMap((part) => part.edges), ...direct] };
}

type Sized = FoldedNode & Pick<Box, "width" | "height">;

/** The nodes of each part that edges or boxes hold together. */
function connected(nodes: readonly Sized[], edges: readonly Edge[]): Sized[][] {
  const part = new Map(nodes.map((node) => [node.id, [node]]));
  const join = (from: string, to: string) => {
    const [a, b] = [part.get(from), part.get(to)];
    if (a === undefined || b === undefined || a === b) return;
    a.push(...b);
    for (const { id } of b) part.set(id, a);
  };
  for (const { from, to } of edges) join(from, to);
  for (const [box, [first, ...others]] of groupedBy(nodes, (node) => node.box))
    if (box !== undefined && first !== undefined) for (const { id } of others) join(first.id, id);
  return [...new Set(part.values())];
}

function layered(nodes: readonly Sized[], all: readonly Edge[]): Layout {
  const ids = new Set(nodes.map(({ id }) => id));
  const edges = all.filter(({ from }) => ids.has(from));
  const graph = new graphlib.Graph({ multigraph: true, compound: true });
  const titles = [...new Set(nodes.flatMap(({ box }) => box ?? []))];
  graph.setGraph({ rankdir: "LR", nodesep: titles.length > 0 ? 26 : 14, edgesep: 10, ranksep: 46 });
  for (const title of titles) graph.setNode(`box ${title}`, {});
  for (const { id, width, height, box } of nodes) {
    graph.setNode(id, { width, height });
    if (box !== undefined) graph.setParent(id, `box ${box}`);
  }
  for (const edge of edges) {
    const width = widthOf(labelOf(edge), LETTER.label) + 8;
    graph.setEdge(edge.from, edge.to, { width, height: LINE, labelpos: "c" }, edge.change ?? "stays");
  }
  layout(graph);
  const placedNodes = nodes.map((node) => ({ ...node, ...pointOf(graph.node(node.id)) }));
  const boxes = titles.map((title) => ({ title, ...around(placedNodes.filter(({ box }) => box === title)) }));
  const { width = 0, height = 0 } = graph.graph();
  return {
    width,
    height,
    boxes,
    nodes: placedNodes,
    edges: edges.map((edge) => {
      const {
        points = [],
        width: wide = 0,
        height: high = LINE,
        ...middle
      } = graph.edge(edge.from, edge.to, edge.change ?? "stays");
      const label = { ...pointOf(middle), width: wide, height: high };
      return {
        ...edge,
        points: sideways(points.map(pointOf), graph.node(edge.from), graph.node(edge.to)),
        label,
        shown: labelOf(edge),
        isWritten: false,
      };
    }),
  };
}

/** The box around some nodes, with room for its title. */
function around(nodes: readonly Box[]): Box {
  const left = Math.min(...nodes.map(({ x, width }) => x - width / 2)) - BOX_PADDING;
  const right = Math.max(...nodes.map(({ x, width }) => x + width / 2)) + BOX_PADDING;
  const top = Math.min(...nodes.map(({ y, height }) => y - height / 2)) - BOX_PADDING - LINE;
  const bottom = Math.max(...nodes.map(({ y, height }) => y + height / 2)) + BOX_PADDING;
  return { x: (left + right) / 2, y: (top + bottom) / 2, width: right - left, height: bottom - top };
}

/** Lines leave a node at the side where they go, and arrive at the side where they come from: never across another one. */
function sideways(points: readonly Point[], from: Partial<Box>, to: Partial<Box>): Point[] {
  const inner = points.slice(1, -1);
  const [first, last] = [inner[0], inner.at(-1)];
  if (first === undefined || last === undefined) return [...points];
  return [sideOf(from, first), ...inner, sideOf(to, last)];
}

function sideOf({ x = 0, y = 0, width = 0 }: Partial<Box>, towards: Point): Point {
  return { x: towards.x < x ? x - width / 2 : x + width / 2, y };
}

const pointOf = ({ x = 0, y = 0 }: { x?: number; y?: number }): Point => ({ x, y });

/** A written edge, for those who ask for it: from side to side. */
function straight(
  edge: Edge,
  from: PlacedNode | undefined,
  to: PlacedNode | undefined,
): PlacedEdge | undefined {
  if (from === undefined || to === undefined) return undefined;
  const side = from.x < to.x ? 1 : -1;
  const begin = { x: from.x + (side * from.width) / 2, y: from.y };
  const end = { x: to.x - (side * to.width) / 2, y: to.y };
  const middle = { x: (begin.x + end.x) / 2, y: (begin.y + end.y) / 2 };
  return {
    ...edge,
    points: [begin, end],
    label: { ...middle, width: 0, height: 0 },
    shown: "",
    isWritten: true,
  };
}

function shortened(node: FoldedNode): FoldedNode {
  const { lines, notes, servers } = node;
  const hidden = servers.length - MOST_SERVERS;
  const named = [...servers.slice(0, MOST_SERVERS), ...(hidden > 0 ? [`${hidden} more`] : [])];
  const remarks = [
    ...(named.length === 0 ? [] : [`${servers.length === 1 ? "server" : "servers"}: ${named.join(", ")}`]),
    ...node.remarks,
  ];
  const more = lines.length - MOST_LINES;
  const some = more <= 0 ? lines : [...lines.slice(0, MOST_LINES - 1), `and ${more + 1} more`];
  const short = (line: string) => cut(line, LONGEST_LINE);
  return {
    ...node,
    lines: some.map(short),
    remarks: remarks.map(short),
    notes: notes.map(({ text, kind }) => ({ text: short(text), kind })),
  };
}

function sizeOf({ kind, lines, remarks, notes }: FoldedNode): Pick<Box, "width" | "height"> {
  const small = [...remarks, ...notes.map(({ text }) => text)];
  const widths = [
    ...lines.map((line) => widthOf(line, LETTER.line)),
    ...small.map((line) => widthOf(line, LETTER.remark)),
  ];
  const width = Math.max(kind === "world" ? 92 : 60, Math.max(...widths) + 2 * PADDING);
  return { width: Math.ceil(width), height: (lines.length + small.length) * LINE + 2 * PADDING };
}

const labelOf = ({ services }: Edge) => cut(services.join(", "), LONGEST_LABEL);

function cut(text: string, longest: number): string {
  const letters = [...text];
  return letters.length <= longest ? text : `${letters.slice(0, longest - 1).join("")}…`;
}

/** The approximate width of a string, without font metrics. Wide scripts take twice as much. */
const widthOf = (text: string, letter: number) =>
  [...text].reduce(
    (sum, character) => sum + (/[\u1100-\u1fff\u2e80-\u{3ffff}]/u.test(character) ? 2 : 1),
    0,
  ) * letter;
