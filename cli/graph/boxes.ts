import { counted } from "../counted";
import { groupedBy } from "../grouped";
import type { Group } from "../groups/group";
import { type Edge, edgeKinds, type Graph, type Node, WORLD } from "./model";

/** More groups than this are first shown as boxes. */
export const MOST_AT_ONCE = 60;

/**
 * The box of each group, by its id: its stack where there are several, else the beginning of names that several groups share, as
 * `shop` of `shop-web` and `shop-api`.
 */
export function boxesOf(
  groups: readonly Pick<Group, "id" | "title">[],
  stacks: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const hasStacks = new Set(stacks.values()).size > 1;
  const boxOf = ({ id, title }: Pick<Group, "id" | "title">) =>
    hasStacks ? stacks.get(id) : /^(.+?)[-_.]/.exec(title)?.[1];
  const members = groupedBy(groups, boxOf);
  const boxes = [...members].flatMap(([box, some]) =>
    box === undefined || (some.length < 2 && !hasStacks) ? [] : some.map(({ id }) => [id, box] as const),
  );
  // One box around everything says nothing.
  return new Map(boxes.length === groups.length && members.size === 1 ? [] : boxes);
}

/** The titles of all boxes. */
export const boxTitles = ({ nodes }: Graph): string[] =>
  [...new Set(nodes.flatMap(({ box }) => box ?? []))].toSorted();

/** All boxes as one node each, with what is in none. */
export const overview = (graph: Graph): Graph => closed(graph, () => true);

/** What is in one box, and what that is connected to: other boxes are one node each. */
export function partOf(graph: Graph, box: string): Graph {
  const { nodes, edges } = closed(graph, (other) => other !== box);
  const inside = new Set(nodes.filter((node) => node.box === box).map(({ id }) => id));
  const near = edges.filter(({ from, to }) => inside.has(from) || inside.has(to));
  const shown = new Set([...inside, ...near.flatMap(({ from, to }) => [from, to])]);
  return { nodes: nodes.filter(({ id }) => shown.has(id)), edges: near };
}

/** A graph of which some boxes are one node each. */
function closed({ nodes, edges }: Graph, isClosed: (box: string) => boolean): Graph {
  const ends = new Map(
    nodes.map(({ id, box }) => [id, box !== undefined && isClosed(box) ? `box ${box}` : id]),
  );
  const members = groupedBy(nodes, ({ id }) => ends.get(id) ?? id);
  const merged = groupedBy(
    edges.map((edge) => ({ ...edge, from: ends.get(edge.from) ?? "", to: ends.get(edge.to) ?? "" })),
    ({ from, to, change = "" }) => `${from}\n${to}\n${change}`,
  );
  return {
    nodes: [...members].map(([id, some]) => (id.startsWith("box ") ? boxNode(id, some) : (some[0] as Node))),
    edges: [...merged.values()].flatMap((some) => {
      const [first] = some;
      if (first === undefined || first.from === first.to) return [];
      return [
        {
          ...first,
          services: [...new Set(some.flatMap(({ services }) => services))],
          rules: [...new Set(some.flatMap(({ rules }) => rules))],
          kind: worst(some),
        },
      ];
    }),
  };
}

function boxNode(id: string, members: readonly Node[]): Node {
  const clouds = new Set(members.flatMap(({ cloud }) => cloud ?? []));
  const [cloud, another] = clouds;
  return {
    id,
    kind: "box",
    ...(cloud !== undefined && another === undefined && { cloud }),
    lines: [id.slice("box ".length)],
    remarks: [counted(members.length, "group")],
    servers: [],
    rules: members.flatMap(({ lines }) => lines),
  };
}

const worst = (edges: readonly Edge[]): Edge["kind"] =>
  edgeKinds.find((kind) => edges.some((edge) => edge.kind === kind)) ?? "usual";

/** Whether an overview says more than the whole. */
export const needsOverview = (graph: Graph): boolean =>
  graph.nodes.filter(({ id }) => id !== WORLD).length > MOST_AT_ONCE && boxTitles(graph).length > 1;
