import { escaped } from "../escaped";
import { LINE, PADDING } from "./layout";
import type { Layout, PlacedEdge, PlacedNode, Point } from "./placed";
import { SCRIPT, STYLE } from "./page";

/** One page with the graph as an SVG in it; it loads nothing. @param title of the page */
export function html(layout: Layout, title: string): string {
  const { nodes, edges } = layout;
  const groups = nodes.filter(({ kind }) => kind === "group").length;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escaped(title)}</h1>
<p id="count">${groups} groups, ${edges.length} connections</p>
<input id="search" type="search" placeholder="Search names, networks, services, rules" aria-label="Search">
${selection("service", "all services", services(edges))}
${selection("cloud", "both clouds", cloudsOf(nodes))}
<div id="tools">${tools()}</div>
${legend(edges)}
</header>
<main>${svg(layout, title)}</main>
<aside id="detail" hidden></aside>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

/** A list to choose from; hidden where there is nothing to choose. */
function selection(id: string, all: string, values: readonly string[]): string {
  const options = values.map((value) => `<option>${escaped(value)}</option>`);
  const hidden = values.length < 2 ? " hidden" : "";
  return `<select id="${id}" aria-label="${all}"${hidden}><option value="">${all}</option>${options.join("")}</select>`;
}

const services = (edges: readonly PlacedEdge[]) =>
  [...new Set(edges.flatMap((edge) => edge.services))].toSorted();
const cloudsOf = (nodes: readonly PlacedNode[]) =>
  [...new Set(nodes.flatMap(({ cloud }) => cloud ?? []))].toSorted();

const TOOLS = [
  ["closer", "+", "Zoom in"],
  ["farther", "\u2212", "Zoom out"],
  ["fit", "Fit", "Show all"],
  ["svg", "SVG", "Save as SVG"],
  ["png", "PNG", "Save as PNG"],
] as const;
const tools = () =>
  TOOLS.map(
    ([id, text, title]) => `<button id="${id}" title="${title}" aria-label="${title}">${text}</button>`,
  ).join("");

const KINDS: Readonly<Record<PlacedEdge["kind"], string>> = {
  risky: "open to the world, and reported by lint",
  world: "open to the world",
  usual: "allowed",
  half: "allowed by the rules of one end only",
};

/** What the lines mean, as far as there are such. */
function legend(edges: readonly PlacedEdge[]): string {
  const kinds = (["risky", "world", "usual", "half"] as const).filter((kind) =>
    edges.some((edge) => edge.kind === kind),
  );
  const items = kinds.map(
    (kind) =>
      `<li class="${kind}"><svg width="34" height="10" aria-hidden="true"><path class="line" d="M1,5H33"/></svg>${KINDS[kind]}</li>`,
  );
  return `<ul id="legend">${items.join("")}</ul>`;
}

function svg({ width, height, nodes, edges }: Layout, title: string): string {
  const heads = Object.keys(KINDS).map(
    (kind) =>
      `<marker id="head-${kind}" class="${kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path class="head" d="M0,0L8,4L0,8z"/></marker>`,
  );
  return [
    `<svg id="graph" role="img" aria-label="${escaped(title)}" viewBox="0 0 ${width} ${height}" xmlns="http://www.w3.org/2000/svg">`,
    `<defs>${heads.join("")}</defs>`,
    // What is open to the world is drawn last, over the others.
    ...edges.toSorted((a, b) => rank(a) - rank(b)).map(edgeSvg),
    ...nodes.map(nodeSvg),
    "</svg>",
  ].join("\n");
}

const rank = ({ kind }: PlacedEdge) => ["half", "usual", "world", "risky"].indexOf(kind);

function edgeSvg({ from, to, kind, services, rules, points, label, shown, isWritten }: PlacedEdge): string {
  const about = `data-from="${escaped(from)}" data-to="${escaped(to)}" data-title="${escaped(services.join(", "))}"`;
  const line = path(points);
  const { x, y, width, height } = label;
  const drawn = [
    `<path class="reach" d="${line}"/>`,
    `<rect class="back" x="${x - width / 2}" y="${y - height / 2}" width="${width}" height="${height}" rx="3"/>`,
    `<text x="${x}" y="${y + 4}">${escaped(shown)}</text>`,
  ];
  return [
    `<g class="edge ${kind}${isWritten ? " written" : ""}"${isWritten ? "" : ' tabindex="0"'} ${about} data-rules="${escaped(rules.join("\n"))}">`,
    `<path class="line" d="${line}" marker-end="url(#head-${kind})"/>`,
    ...(isWritten ? [] : drawn),
    "</g>",
  ].join("");
}

function nodeSvg(node: PlacedNode): string {
  const { id, kind, cloud = "", lines, remarks, notes, rules, x, y, width, height } = node;
  const [left, top] = [x - width / 2, y - height / 2];
  const texts = [
    ...lines.map((text) => ({ style: "name", text })),
    ...notes.map((note) => ({ style: `remark ${note.kind}`, text: note.text })),
    ...remarks.map((text) => ({ style: "remark", text })),
  ].map(({ style, text }, index) => {
    const line = top + PADDING + LINE * (index + 0.75);
    return `<text class="${style}" x="${x}" y="${line}">${escaped(text)}</text>`;
  });
  const radius = kind === "world" ? 18 : kind === "network" ? 12 : 4;
  const open = notes.some((note) => note.kind === "risky")
    ? " risky"
    : notes.some((note) => note.kind === "world")
      ? " open"
      : "";
  return [
    `<g class="node ${kind}${open}" tabindex="0" data-id="${escaped(id)}" data-cloud="${cloud}" data-title="${escaped(lines.join(", "))}" data-rules="${escaped(rules.join("\n"))}">`,
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" rx="${radius}"/>`,
    ...texts,
    "</g>",
  ].join("");
}

/** A smooth line through the points, level at each of them. */
function path([first, ...others]: readonly Point[]): string {
  if (first === undefined) return "";
  const at = ({ x, y }: Point) => `${round(x)},${round(y)}`;
  let from = first;
  const curves = others.map((to) => {
    const middle = (from.x + to.x) / 2;
    const curve = `C${at({ x: middle, y: from.y })} ${at({ x: middle, y: to.y })} ${at(to)}`;
    from = to;
    return curve;
  });
  return `M${at(first)}${curves.join("")}`;
}

const round = (value: number) => Math.round(value * 10) / 10;
