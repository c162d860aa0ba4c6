import type { Edge, Graph, Node } from "./model";

/** One graph of what is before and after a change, with what comes and what goes marked. */
export function comparison(before: Graph, after: Graph): Graph {
  const [old, coming] = [idsOf(before), idsOf(after)];
  const mark = (node: Node): Node => ({
    ...node,
    ...(!old.has(node.id) ? { change: "added" } : !coming.has(node.id) ? { change: "removed" } : {}),
  });
  const nodes = new Map([...before.nodes, ...after.nodes].map((node) => [node.id, mark(node)]));
  const known = (graph: Graph) => new Map(graph.edges.map((edge) => [`${edge.from}\n${edge.to}`, edge]));
  const [was, is] = [known(before), known(after)];
  const edges = [...new Set([...was.keys(), ...is.keys()])].flatMap((key) =>
    parts(was.get(key), is.get(key)),
  );
  return { nodes: [...nodes.values()], edges };
}

const idsOf = ({ nodes }: Graph) => new Set(nodes.map(({ id }) => id));

/** An edge as up to three: what stays, what comes and what goes. */
function parts(before: Edge | undefined, after: Edge | undefined): Edge[] {
  const [was, is] = [before?.services ?? [], after?.services ?? []];
  const of = (edge: Edge | undefined, services: readonly string[], change?: Edge["change"]): Edge[] =>
    edge === undefined || services.length === 0
      ? []
      : [{ ...edge, services, ...(change !== undefined && { change }) }];
  return [
    ...of(
      after,
      is.filter((service) => was.includes(service)),
    ),
    ...of(
      after,
      is.filter((service) => !was.includes(service)),
      "added",
    ),
    ...of(
      before,
      was.filter((service) => !is.includes(service)),
      "removed",
    ),
  ];
}
