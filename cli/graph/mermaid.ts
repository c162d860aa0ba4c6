import type { Graph, Node } from "./model";

export const SHAPES: Readonly<Record<Node["kind"], readonly [string, string]>> = {
  world: ["((", "))"],
  group: ["[", "]"],
  network: ["([", "])"],
  box: ["[[", "]]"],
};

/** The graph as a Mermaid flowchart. */
export function mermaid({ nodes, edges }: Graph): string {
  const names = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const open = edges.flatMap(({ kind }, index) =>
    kind === "world" || kind === "risky" ? [{ index, kind }] : [],
  );
  const styles = (["world", "risky"] as const).flatMap((wanted) => {
    const indexes = open.filter(({ kind }) => kind === wanted).map(({ index }) => index);
    return indexes.length === 0 ? [] : [`  linkStyle ${indexes.join(",")} stroke:${COLOURS[wanted]}`];
  });
  return [
    "flowchart LR",
    ...nodes.map(({ id, kind, lines, remarks }) => {
      const [begin, end] = SHAPES[kind];
      return `  ${names.get(id)}${begin}${quoted([...lines, ...remarks].join("\n"))}${end}`;
    }),
    ...edges.map(({ from, to, services, kind }) => {
      const arrow = kind === "half" ? "-.->" : "-->";
      return `  ${names.get(from)} ${arrow}|${quoted(services.join(", "))}| ${names.get(to)}`;
    }),
    ...styles,
  ].join("\n");
}

const COLOURS = { world: "#d97706", risky: "#dc2626" } as const;

/** Mermaid has entities in the place of escapes. */
export const quoted = (text: string) =>
  `"${text.replace(/[#&<>"`]/g, (character) => `#${character.charCodeAt(0)};`).replaceAll("\n", "<br>")}"`;
