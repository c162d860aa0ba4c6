import { quoted, SHAPES } from "../graph/mermaid";
import type { ChangedGraph } from "./changed-graph";

const COLOURS = { added: "#16a34a", removed: "#dc2626" } as const;
const MARKS = { added: "+", removed: "-" } as const;

/** More lines than that are a picture in which no line can be followed. */
export const MOST_EDGES = 60;

/** What changes as a Mermaid flowchart: what is added green, what is removed red and dashed. Undefined without any change. */
export function changedMermaid({ nodes, edges }: ChangedGraph): string | undefined {
  if (edges.length === 0 || edges.length > MOST_EDGES) return undefined;
  const names = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const styles = (["added", "removed"] as const).flatMap((change) => {
    const indexes = edges.flatMap((edge, index) => (edge.change === change ? [index] : []));
    if (indexes.length === 0) return [];
    return [`  linkStyle ${indexes.join(",")} stroke:${COLOURS[change]},color:${COLOURS[change]}`];
  });
  return [
    "flowchart LR",
    ...nodes.map(({ id, kind, lines }) => {
      const [begin, end] = SHAPES[kind];
      return `  ${names.get(id)}${begin}${quoted(lines.join("\n"))}${end}`;
    }),
    ...edges.map(({ from, to, services, change }) => {
      const arrow = change === "added" ? "-->" : "-.->";
      return `  ${names.get(from)} ${arrow}|${quoted(`${MARKS[change]} ${services.join(", ")}`)}| ${names.get(to)}`;
    }),
    ...styles,
  ].join("\n");
}
