import * as dagre from "@dagrejs/dagre";

// The build puts the library into this file, so that users need not install it.

/** What a node or an edge has before the layout, and what the layout sets. */
export interface Label {
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
  /** Of an edge: the ends at its nodes, and the bends between. */
  readonly points?: readonly { readonly x: number; readonly y: number }[];
  /** Of an edge: where its text is. */
  readonly labelpos?: "c";
}

interface LayoutGraph {
  setGraph(options: { rankdir: "LR"; nodesep: number; edgesep: number; ranksep: number }): void;
  setNode(id: string, label: Label): void;
  /** @param name distinguishes edges of the same nodes */
  setEdge(from: string, to: string, label: Label, name: string): void;
  setParent(id: string, box: string): void;
  /** The whole, with its size. */
  graph(): Label;
  node(id: string): Label;
  edge(from: string, to: string, name: string): Label;
}

interface Library {
  readonly graphlib: { readonly Graph: new (options: { multigraph: true; compound: true }) => LayoutGraph };
  /** Places all nodes and edges of a graph. */
  readonly layout: (graph: LayoutGraph) => void;
}

// The library's own types name files without extensions, which Node.js' resolution does not find.
const library: unknown = dagre;
export const { graphlib, layout } = library as Library;
