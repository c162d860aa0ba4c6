import { type Edge, type Graph, type Node, WORLD } from "./model";

/** A graph of which some edges are written into the nodes at their ends, so that the others can be seen. */
export interface Folded {
  readonly nodes: readonly FoldedNode[];
  /** What is drawn. */
  readonly edges: readonly Edge[];
  /** What is written. */
  readonly written: readonly Edge[];
}

export interface FoldedNode extends Node {
  /** What comes from a hub, or goes to one: `ssh from bastion`. */
  readonly notes: readonly Note[];
}

export interface Note {
  readonly text: string;
  readonly kind: Edge["kind"];
}

/** More lines of one kind from one node are a fan in which no line can be followed. What the world may reach is worth more. */
const mostLines = (hub: string, boxes: number) => (hub === WORLD ? (boxes > 2 ? 2 : 8) : 3);

/** Writes the lines of hubs, such as a bastion that reaches every group, into the nodes. */
export function folded({ nodes, edges }: Graph): Folded {
  const titles = new Map(
    nodes.map(({ id, lines }) => [id, lines.length === 1 ? (lines[0] ?? id) : `${lines.length} networks`]),
  );
  // The parts of a picture with boxes are the boxes, which lines to the world would hold together.
  const boxes = new Set(nodes.flatMap(({ box }) => box ?? [])).size;
  const notes = new Map<string, Note[]>();
  const written = new Set<Edge>();
  const add = (id: string, text: string, kind: Note["kind"]) =>
    notes.set(id, [...(notes.get(id) ?? []), { text, kind }]);

  for (const hub of ["from", "to"] as const) {
    const far = hub === "from" ? "to" : "from";
    for (const fan of fans(
      edges.filter((edge) => !written.has(edge) && edge.change === undefined),
      hub,
      boxes,
    )) {
      const [{ services, kind }] = fan;
      const said = services.join(", ");
      const id = fan[0][hub];
      add(
        id,
        `${said} ${far} ${fan.length} ${fan.every((edge) => edge[far].startsWith("group ")) ? "groups" : "others"}`,
        kind,
      );
      for (const edge of fan) {
        written.add(edge);
        add(edge[far], `${said} ${hub} ${id === WORLD ? "the world" : titles.get(id)}`, kind);
      }
    }
  }
  return {
    nodes: nodes.map((node) => ({ ...node, notes: notes.get(node.id) ?? [] })),
    edges: edges.filter((edge) => !written.has(edge)),
    written: [...written],
  };
}

/** Edges that begin, or end, at one node, are about the same and are too many to be drawn. */
function fans(edges: readonly Edge[], hub: "from" | "to", boxes: number): [Edge, ...Edge[]][] {
  const alike = new Map<string, [Edge, ...Edge[]]>();
  for (const edge of edges) {
    const key = [edge[hub], edge.kind, ...edge.services.toSorted()].join("\n");
    const fan = alike.get(key);
    if (fan === undefined) alike.set(key, [edge]);
    else fan.push(edge);
  }
  return [...alike.values()].filter((fan) => fan.length > mostLines(fan[0][hub], boxes));
}
