import { type Edge, EVERYTHING, type Graph, type Node } from "../graph/model";

export type EdgeChange = "added" | "removed";

/** An edge with the services that come, or go, by a change. */
export interface ChangedEdge extends Pick<Edge, "from" | "to" | "services"> {
  readonly change: EdgeChange;
}

/** What differs between two graphs of the same groups, with the nodes at its ends. */
export interface ChangedGraph {
  readonly nodes: readonly Node[];
  readonly edges: readonly ChangedEdge[];
}

export function changedGraph(before: Graph, after: Graph): ChangedGraph {
  const edges = [...only(after, before, "added"), ...only(before, after, "removed")];
  const ends = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const nodes = new Map([...before.nodes, ...after.nodes].map((node) => [node.id, node]));
  return { nodes: [...nodes.values()].filter(({ id }) => ends.has(id)), edges };
}

/** The services that one graph has and the other has not. */
function only(graph: Graph, other: Graph, change: EdgeChange): ChangedEdge[] {
  const known = new Map(other.edges.map(({ from, to, services }) => [`${from} ${to}`, services]));
  return graph.edges.flatMap(({ from, to, services }) => {
    // What everything includes does not come or go.
    if (known.get(`${from} ${to}`)?.includes(EVERYTHING) === true) return [];
    const left = services.filter((service) => !(known.get(`${from} ${to}`) ?? []).includes(service));
    return left.length === 0 ? [] : [{ from, to, services: left, change }];
  });
}
