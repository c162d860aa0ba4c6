import { counted } from "../counted";
import { escaped } from "../escaped";
import { LINE, PADDING } from "./layout";
import { edgeKinds } from "./model";
import type { Layout, PlacedBox, PlacedEdge, PlacedNode, Point } from "./placed";
import { SCRIPT, STYLE } from "./page";
import type { Ways } from "./ways";

/** A picture that the page can show. */
export interface View {
  readonly id: string;
  /** What the list of views calls it. */
  readonly title: string;
  readonly layout: Layout;
}

export interface Page {
  readonly title: string;
  /** The first is shown at the start. */
  readonly views: readonly [View, ...View[]];
  readonly ways: Ways;
}

/** One page with the graph as an SVG in it; it loads nothing. */
export function html({ title, views, ways }: Page): string {
  const [first] = views;
  const layouts = views.map(({ layout }) => layout);
  const nodes = [...new Map(layouts.flatMap((one) => one.nodes).map((node) => [node.id, node])).values()];
  const edges = layouts.flatMap((one) => one.edges);
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
<p id="count">${counted(first.layout.nodes.filter(({ kind }) => kind === "group").length, "group")}, ${counted(first.layout.edges.length, "connection")}</p>
<input id="search" type="search" placeholder="Search names, networks, services, rules" aria-label="Search">
${viewList(views)}
${selection("service", "all services", services(edges))}
${selection("cloud", "both clouds", cloudsOf(nodes))}
${question(ways, nodes)}
<div id="tools">${tools()}</div>
${legend(edges)}
</header>
<div id="work">
<main>${svg(first.layout, title)}</main>
<aside id="detail" hidden></aside>
</div>
${views.map((view) => `<template data-view="${escaped(view.id)}">${svgParts(view.layout)}</template>`).join("\n")}
<script id="ways" type="application/json">${JSON.stringify(ways).replaceAll("<", "\\u003c")}</script>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

/** The views to choose from; hidden where there is one. */
function viewList(views: readonly View[]): string {
  const options = views.map(({ id, title }) => `<option value="${escaped(id)}">${escaped(title)}</option>`);
  return `<select id="view" aria-label="What is shown"${views.length < 2 ? " hidden" : ""}>${options.join("")}</select>`;
}

/** Two lists of ends, and the answer whether one reaches the other. */
function question({ nodes: ids, hops }: Ways, nodes: readonly PlacedNode[]): string {
  if (hops.length === 0) return "";
  const titles = new Map(nodes.map(({ id, lines }) => [id, lines.join(", ")]));
  const options = ids
    .map((id, index) => ({ index, title: titles.get(id) ?? id }))
    .toSorted((a, b) => (a.title < b.title ? -1 : 1))
    .map(({ index, title }) => `<option value="${index}">${escaped(title)}</option>`)
    .join("");
  const list = (id: string, text: string) =>
    `<select id="${id}" aria-label="${text}"><option value="">${text}</option>${options}</select>`;
  return `<span id="question">Can ${list("from", "who")} reach ${list("to", "whom")} ?</span>`;
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

const CHANGES = { added: "opened", removed: "closed" } as const;

/** What the lines mean, as far as there are such. */
function legend(edges: readonly PlacedEdge[]): string {
  const kinds = edgeKinds.filter((kind) =>
    edges.some((edge) => edge.kind === kind && edge.change === undefined),
  );
  const changes = (["added", "removed"] as const).filter((change) =>
    edges.some((edge) => edge.change === change),
  );
  const item = (style: string, text: string) =>
    `<li class="${style}"><svg width="34" height="10" aria-hidden="true"><path class="line" d="M1,5H33"/></svg>${text}</li>`;
  const items = [
    ...kinds.map((kind) => item(kind, KINDS[kind])),
    ...changes.map((one) => item(one, CHANGES[one])),
  ];
  return `<ul id="legend">${items.join("")}</ul>`;
}

function svg(layout: Layout, title: string): string {
  const { width, height } = layout;
  const heads = [...Object.keys(KINDS), ...Object.keys(CHANGES), "way"].map(
    (kind) =>
      `<marker id="head-${kind}" class="${kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path class="head" d="M0,0L8,4L0,8z"/></marker>`,
  );
  return [
    `<svg id="graph" role="img" aria-label="${escaped(title)}" viewBox="0 0 ${width} ${height}" xmlns="http://www.w3.org/2000/svg">`,
    `<defs>${heads.join("")}</defs><g id="drawing"></g>`,
    "</svg>",
  ].join("\n");
}

/** What a view has, from the back to the front. */
function svgParts({ width, height, boxes, nodes, edges }: Layout): string {
  return [
    `<svg viewBox="0 0 ${width} ${height}" xmlns="http://www.w3.org/2000/svg">`,
    ...boxes.map(frameSvg),
    // What is open to the world is drawn last, over the others.
    ...edges.toSorted((a, b) => rank(a) - rank(b)).map(edgeSvg),
    ...nodes.map(nodeSvg),
    ...boxes.map(frameTitle),
    "</svg>",
  ].join("\n");
}

const frameSvg = ({ x, y, width, height }: PlacedBox) =>
  `<rect class="frame" x="${x - width / 2}" y="${y - height / 2}" width="${width}" height="${height}" rx="8"/>`;

/** Over the lines that cross it. */
const frameTitle = ({ title, x, y, width, height }: PlacedBox) =>
  `<text class="frame-title" x="${x - width / 2 + 9}" y="${y - height / 2 + 16}">${escaped(title)}</text>`;

const rank = ({ kind }: PlacedEdge) => -edgeKinds.indexOf(kind);

function edgeSvg(edge: PlacedEdge): string {
  const { from, to, kind, change, services, rules, points, label, shown, isWritten } = edge;
  const style = change ?? kind;
  const about = `data-from="${escaped(from)}" data-to="${escaped(to)}" data-title="${escaped(services.join(", "))}"`;
  const line = path(points);
  const { x, y, width, height } = label;
  const drawn = [
    `<path class="reach" d="${line}"/>`,
    `<rect class="back" x="${x - width / 2}" y="${y - height / 2}" width="${width}" height="${height}" rx="3"/>`,
    `<text x="${x}" y="${y + 4}">${escaped(shown)}</text>`,
  ];
  return [
    `<g class="edge ${style}${isWritten ? " written" : ""}"${isWritten ? "" : ' tabindex="0"'} ${about} data-rules="${escaped(rules.join("\n"))}">`,
    `<path class="line" d="${line}" marker-end="url(#head-${style})"/>`,
    ...(isWritten ? [] : drawn),
    "</g>",
  ].join("");
}

function nodeSvg(node: PlacedNode): string {
  const { id, kind, cloud = "", change = "", lines, remarks, notes, rules, x, y, width, height } = node;
  const [left, top] = [x - width / 2, y - height / 2];
  const own = remarks.map((text) => ({ style: "remark", text }));
  const noted = notes.map((note) => ({ style: `remark ${note.kind}`, text: note.text }));
  const texts = [
    ...lines.map((text) => ({ style: "name", text })),
    ...(kind === "box" ? [...own, ...noted] : [...noted, ...own]),
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
    `<g class="node ${kind}${open} ${change}" tabindex="0" data-id="${escaped(id)}" data-cloud="${cloud}" data-title="${escaped(lines.join(", "))}" data-rules="${escaped(rules.join("\n"))}">`,
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
