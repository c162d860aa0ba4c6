import { SAVE } from "./save";
import { ZOOM } from "./zoom";

/** How the page looks, in light, in dark and on paper. */
export const STYLE = `
:root { color-scheme: light dark; --back: #ffffff; --text: #1b1f24; --soft: #5b6470; --edge: #7a8594; --group: #eef3fb; --group-line: #6b8fc9; --network: #f4f1e8; --network-line: #a89a6b; --world: #fff3e0; --open: #c2620a; --risky: #c81e1e; --panel: #ffffff; --panel-line: #c9d1da; }
@media (prefers-color-scheme: dark) { :root { --back: #14171c; --text: #e6e9ee; --soft: #a3adba; --edge: #78849a; --group: #1e2a3d; --group-line: #6d94d6; --network: #2b281d; --network-line: #a39463; --world: #3a2a14; --open: #f0a04b; --risky: #ff6b6b; --panel: #1c2027; --panel-line: #3a424e; } }
* { box-sizing: border-box; }
html, body { height: 100%; }
body { display: flex; flex-direction: column; margin: 0; background: var(--back); color: var(--text); font: 14px/1.4 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 18px; padding: 10px 16px; background: var(--back); border-bottom: 1px solid var(--panel-line); }
h1 { margin: 0; font-size: 17px; }
#count { margin: 0; color: var(--soft); }
#search { flex: 0 1 330px; padding: 5px 9px; border: 1px solid var(--panel-line); border-radius: 5px; background: var(--panel); color: inherit; font: inherit; }
#legend { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 0; padding: 0; list-style: none; color: var(--soft); font-size: 12.5px; }
#legend svg { margin-right: 6px; vertical-align: middle; }
#tools { display: flex; gap: 6px; margin-left: auto; }
button, select { padding: 4px 10px; border: 1px solid var(--panel-line); border-radius: 5px; background: var(--panel); color: inherit; font: inherit; cursor: pointer; }
main { flex: 1; min-height: 0; overflow: hidden; }
#graph { display: block; width: 100%; height: 100%; touch-action: none; -webkit-tap-highlight-color: transparent; cursor: grab; user-select: none; }
.line { fill: none; stroke: var(--edge); stroke-width: 1.4; }
.head { fill: var(--edge); }
.half .line { stroke-dasharray: 5 4; }
.written .line { visibility: hidden; } .written.near .line { visibility: visible; stroke-width: 1.6; }
.node rect { fill: var(--group); stroke: var(--group-line); stroke-width: 1.2; }
.node.network rect { fill: var(--network); stroke: var(--network-line); }
.node.world rect { fill: var(--world); stroke: var(--open); stroke-width: 2; }
.node text { fill: var(--text); font-size: 13px; text-anchor: middle; }
.node text.remark { fill: var(--soft); font-size: 11px; }
.node.open rect { stroke: var(--open); stroke-width: 2; } .node.risky rect { stroke: var(--risky); stroke-width: 2.4; }
.node text.remark.world { fill: var(--open); } .node text.remark.risky { fill: var(--risky); font-weight: 600; }
.world .line { stroke: var(--open); stroke-width: 1.8; } .world .head { fill: var(--open); }
.risky .line { stroke: var(--risky); stroke-width: 2.4; } .risky .head { fill: var(--risky); }
.reach { fill: none; stroke: transparent; stroke-width: 12; }
.edge text { fill: var(--text); font-size: 11.5px; text-anchor: middle; }
.edge.world text { fill: var(--open); } .edge.risky text { fill: var(--risky); font-weight: 600; }
.edge .back { fill: var(--back); opacity: 0.9; }
.edge, .node { cursor: pointer; outline: none; transition: opacity 0.1s; }
.dim { opacity: 0.13; }
.edge.near .line, .edge:focus .line, .edge:hover .line { stroke-width: 3; }
.node:focus rect, .node:hover rect, .node.found rect { stroke-width: 3; }
#detail { position: fixed; z-index: 2; max-width: min(560px, 90vw); padding: 9px 12px; border: 1px solid var(--panel-line); border-radius: 6px; background: var(--panel); box-shadow: 0 4px 16px #0003; font-size: 12.5px; pointer-events: none; }
#detail b { display: block; margin: 6px 0 2px; } #detail b:first-child { margin-top: 0; }
#detail.pinned { pointer-events: auto; right: 12px; bottom: 12px; left: auto !important; top: auto !important; width: min(420px, calc(100vw - 24px)); max-height: min(60vh, 560px); overflow: auto; user-select: text; }
#detail button { float: right; }
@media (max-width: 600px) { h1 { font-size: 15px; } header { gap: 4px 10px; padding: 6px 10px; } #legend { display: none; } #search { flex: 1 1 140px; min-width: 0; } #detail.pinned { max-height: 45vh; } }
#detail code { display: block; font: 12px/1.45 ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
@media print {
  @page { size: landscape; margin: 8mm; }
  :root { color-scheme: light; --back: #ffffff; --text: #1b1f24; --soft: #5b6470; --edge: #7a8594; --group: #eef3fb; --group-line: #6b8fc9; --network: #f4f1e8; --network-line: #a89a6b; --world: #fff3e0; --open: #c2620a; --risky: #c81e1e; }
  html, body { height: 100%; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { display: flex; flex-direction: column; max-height: 100vh; overflow: hidden; }
  header { position: static; border: 0; padding: 0 0 6px; }
  #search, #detail, #tools { display: none; }
  main { flex: 1; min-height: 0; padding: 0; overflow: hidden; }
  #graph { width: 100%; height: 100%; }
  .dim { opacity: 1; }
}
`;

/** Hovering shows the rules and what is connected, a click keeps that; the search box and the lists show what fits. */
export const SCRIPT = `
"use strict";
const graph = document.getElementById("graph");
const detail = document.getElementById("detail");
const search = document.getElementById("search");
const count = document.getElementById("count");
const service = document.getElementById("service");
const cloud = document.getElementById("cloud");
const nodes = [...graph.querySelectorAll(".node")];
const edges = [...graph.querySelectorAll(".edge")];
const titles = new Map(nodes.map((node) => [node.dataset.id, node.dataset.title]));
const total = count.textContent;

const isNode = (item) => item.dataset.from === undefined;
const nearTo = (item) => edges.filter(isNode(item)
  ? (edge) => edge.dataset.from === item.dataset.id || edge.dataset.to === item.dataset.id
  : (edge) => edge === item);
let pinned;

/** What an item is, with the rules that it stands for. */
function described(item) {
  const title = isNode(item) ? item.dataset.title : titles.get(item.dataset.from) + " \\u2192 " + titles.get(item.dataset.to) + ": " + item.dataset.title;
  const rules = item.dataset.rules === "" ? [] : item.dataset.rules.split("\\n");
  const code = rules.map((rule) => Object.assign(document.createElement("code"), { textContent: rule }));
  return [Object.assign(document.createElement("b"), { textContent: title }), ...code];
}

/** Keeps the panel of an item, with all that is connected to it; none: lets go. */
function pin(item) {
  pinned = item;
  detail.classList.toggle("pinned", item !== undefined);
  detail.hidden = item === undefined;
  if (item === undefined) return find();
  const close = Object.assign(document.createElement("button"), { textContent: "\\u00d7", ariaLabel: "Close", onclick: () => pin(undefined) });
  detail.replaceChildren(close, ...described(item), ...(isNode(item) ? nearTo(item).flatMap(described) : []));
  highlight(item);
  const ends = new Set(nearTo(item).flatMap(({ dataset }) => [dataset.from, dataset.to]));
  approach([...(isNode(item) ? [item] : []), ...nodes.filter((node) => node !== item && ends.has(node.dataset.id))]);
  // On a phone the panel lies over the lower half.
  const { y, height } = (isNode(item) ? item : nodes.find((node) => ends.has(node.dataset.id))).getBoundingClientRect();
  const hidden = innerWidth > 600 ? 0 : y + height - detail.getBoundingClientRect().top + 30;
  if (hidden > 0) pan(0, -hidden);
}

function show(item, place) {
  if (pinned !== undefined) return;
  detail.replaceChildren(...described(item));
  detail.hidden = false;
  const { offsetWidth: width, offsetHeight: height } = detail;
  detail.style.left = Math.max(4, Math.min(place.x + 14, innerWidth - width - 8)) + "px";
  detail.style.top = Math.max(4, place.y + 18 + height > innerHeight ? place.y - height - 12 : place.y + 18) + "px";
}

function highlight(item) {
  const near = nearTo(item);
  const ends = new Set([item.dataset.id, ...near.flatMap(({ dataset }) => [dataset.from, dataset.to])]);
  for (const edge of edges) edge.classList.toggle("dim", !near.includes(edge)), edge.classList.toggle("near", near.includes(edge));
  for (const node of nodes) node.classList.toggle("dim", !ends.has(node.dataset.id));
}

function find() {
  const word = search.value.trim().toLowerCase();
  const has = ({ dataset }) => (dataset.title + "\\n" + dataset.rules).toLowerCase().includes(word);
  const isOfService = ({ dataset }) => service.value === "" || dataset.title.split(", ").includes(service.value);
  const isOfCloud = ({ dataset }) => cloud.value === "" || dataset.cloud === cloud.value;
  const isFiltered = word !== "" || service.value !== "" || cloud.value !== "";
  const inCloud = new Set(nodes.filter(isOfCloud).map((node) => node.dataset.id));
  const fits = (edge) => isOfService(edge) && has(edge) && (inCloud.has(edge.dataset.from) || inCloud.has(edge.dataset.to));
  const named = !isFiltered || service.value !== "" ? [] : nodes.filter((node) => isOfCloud(node) && has(node));
  const ids = new Set(named.map((node) => node.dataset.id));
  const near = isFiltered ? edges.filter((edge) => fits(edge) || ids.has(edge.dataset.from) || ids.has(edge.dataset.to)) : [];
  const shown = new Set([...ids, ...near.flatMap(({ dataset }) => [dataset.from, dataset.to])]);
  for (const node of nodes) node.classList.toggle("dim", isFiltered && !shown.has(node.dataset.id)), node.classList.toggle("found", word !== "" && ids.has(node.dataset.id));
  for (const edge of edges) edge.classList.toggle("dim", isFiltered && !near.includes(edge)), edge.classList.remove("near");
  count.textContent = !isFiltered ? total : named.length + " found, " + near.length + " connections";
  const [first] = named;
  if (first !== undefined && word !== "") approach([first]);
}

for (const item of [...nodes, ...edges]) {
  item.addEventListener("pointerenter", (event) => { if (pinned !== undefined || fingers.size > 0) return; highlight(item); show(item, event); });
  item.addEventListener("keydown", (event) => { if (event.key === "Enter") pin(item); });
  item.addEventListener("focus", () => { if (pinned !== undefined || !item.matches(":focus-visible")) return; const { left, bottom } = item.getBoundingClientRect(); highlight(item); show(item, { x: left, y: bottom }); });
  for (const end of ["pointerleave", "blur"]) item.addEventListener(end, () => { if (pinned !== undefined) return; detail.hidden = true; find(); });
}
for (const control of [search, service, cloud]) control.addEventListener("input", () => { pinned = undefined; detail.classList.remove("pinned"); detail.hidden = true; find(); });
graph.addEventListener("click", ({ target }) => { if (!hasMoved) pin(target.closest(".node, .edge") ?? undefined); });
addEventListener("keydown", ({ key }) => { if (key === "Escape") pin(undefined); });

/** Letters are as wide as the reader's font has them: what is too long for its box is drawn closer. */
for (const label of graph.querySelectorAll(".node text")) {
  const room = label.parentNode.querySelector("rect").width.baseVal.value - 12;
  if (label.getComputedTextLength() <= room) continue;
  label.setAttribute("textLength", room);
  label.setAttribute("lengthAdjust", "spacingAndGlyphs");
}
${ZOOM}${SAVE}`;
