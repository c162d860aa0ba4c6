import { QUESTION } from "./question";
import { SAVE } from "./save";
import { ZOOM } from "./zoom";

/** How the page looks, in light, in dark and on paper. */
export const STYLE = `
:root { color-scheme: light dark; --back: #ffffff; --text: #1b1f24; --soft: #5b6470; --edge: #7a8594; --group: #eef3fb; --group-line: #6b8fc9; --network: #f4f1e8; --network-line: #a89a6b; --world: #fff3e0; --open: #c2620a; --risky: #c81e1e; --panel: #ffffff; --panel-line: #c9d1da; --box: #f6f8fa; --added: #15803d; --removed: #be123c; --way: #7c3aed; }
@media (prefers-color-scheme: dark) { :root { --back: #14171c; --text: #e6e9ee; --soft: #a3adba; --edge: #78849a; --group: #1e2a3d; --group-line: #6d94d6; --network: #2b281d; --network-line: #a39463; --world: #3a2a14; --open: #f0a04b; --risky: #ff6b6b; --panel: #1c2027; --panel-line: #3a424e; --box: #1a1e25; --added: #4ade80; --removed: #fb7185; --way: #c4a1ff; } }
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
#work { display: flex; flex: 1; min-height: 0; }
main { flex: 1; min-width: 0; min-height: 0; overflow: hidden; }
#graph { display: block; width: 100%; height: 100%; touch-action: none; -webkit-tap-highlight-color: transparent; cursor: grab; user-select: none; }
.line { fill: none; stroke: var(--edge); stroke-width: 1.4; }
.head { fill: var(--edge); }
.half .line { stroke-dasharray: 5 4; }
.written .line { visibility: hidden; } .written.near .line { visibility: visible; stroke-width: 1.6; }
.node rect { fill: var(--group); stroke: var(--group-line); stroke-width: 1.2; }
.node.network rect { fill: var(--network); stroke: var(--network-line); }
.node.world rect { fill: var(--world); stroke: var(--open); stroke-width: 2; }
.node.box { cursor: pointer; } .node.box rect { fill: var(--box); stroke: var(--group-line); stroke-width: 2; }
.frame { fill: var(--box); stroke: var(--panel-line); stroke-width: 1; } .frame-title { fill: var(--soft); font-size: 12px; font-weight: 600; paint-order: stroke; stroke: var(--box); stroke-width: 5px; }
.added .line { stroke: var(--added); stroke-width: 2.6; } .added .head { fill: var(--added); } .edge.added text { fill: var(--added); font-weight: 600; }
.removed .line { stroke: var(--removed); stroke-width: 2.2; stroke-dasharray: 7 4; } .removed .head { fill: var(--removed); } .edge.removed text { fill: var(--removed); text-decoration: line-through; }
.node.added rect { stroke: var(--added); stroke-width: 2.6; } .node.removed rect { stroke: var(--removed); stroke-width: 2.2; stroke-dasharray: 7 4; }
.way .line, path.way { fill: none; stroke: var(--way); stroke-width: 4; pointer-events: none; } .way .head { fill: var(--way); }
#question { white-space: nowrap; } #question select { max-width: 180px; }
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
.dim { opacity: 0.13; } .node.onway rect { stroke: var(--way); stroke-width: 3; stroke-dasharray: none; }
.edge.near .line, .edge:focus .line, .edge:hover .line { stroke-width: 2.4; }
.node:focus rect, .node:hover rect, .node.found rect { stroke-width: 3; }
#detail { position: fixed; z-index: 2; max-width: min(560px, 90vw); padding: 9px 12px; border: 1px solid var(--panel-line); border-radius: 6px; background: var(--panel); box-shadow: 0 4px 16px #0003; font-size: 12.5px; pointer-events: none; }
#detail b { display: block; margin: 6px 0 2px; } #detail b:first-child { margin-top: 0; }
#detail.pinned { position: static; width: min(400px, 40vw); max-width: none; overflow: auto; border-width: 0 0 0 1px; border-radius: 0; box-shadow: none; pointer-events: auto; user-select: text; }
#detail button { float: right; }
@media (max-width: 600px) { h1 { font-size: 15px; } header { gap: 4px 10px; padding: 6px 10px; } #legend { display: none; } #search { flex: 1 1 140px; min-width: 0; } #work { flex-direction: column; } #detail.pinned { width: auto; max-height: 42%; border-width: 1px 0 0; } #question select { max-width: 30vw; } }
#detail code { display: block; font: 12px/1.45 ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
@media print {
  @page { size: landscape; margin: 8mm; }
  :root { color-scheme: light; --back: #ffffff; --text: #1b1f24; --soft: #5b6470; --edge: #7a8594; --group: #eef3fb; --group-line: #6b8fc9; --network: #f4f1e8; --network-line: #a89a6b; --world: #fff3e0; --open: #c2620a; --risky: #c81e1e; --box: #f6f8fa; --added: #15803d; --removed: #be123c; --way: #7c3aed; }
  html, body { height: 100%; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { display: flex; flex-direction: column; max-height: 100vh; overflow: hidden; }
  header { position: static; border: 0; padding: 0 0 6px; }
  #search, #detail, #tools, #question, header select { display: none; }
  #work { display: contents; }
  main { flex: 1; min-height: 0; padding: 0; overflow: hidden; }
  #graph { width: 100%; height: 100%; }
  .dim { opacity: 1; }
}
`;

/** Hovering shows the rules and what is connected, a click keeps that; the search box and the lists show what fits. */
export const SCRIPT = `
"use strict";
const get = (id) => document.getElementById(id);
const [graph, drawing, detail, search, count, service, cloud, view] = ["graph", "drawing", "detail", "search", "count", "service", "cloud", "view"].map(get);
const templates = new Map([...document.querySelectorAll("template")].map((one) => [one.dataset.view, one.content.firstElementChild]));
const made = (tag, properties, ...children) => { const one = Object.assign(document.createElement(tag), properties); one.append(...children); return one; };
let [nodes, edges, titles, total] = [[], [], new Map(), ""];
let pinned;

const isNode = (item) => item.dataset.from === undefined;
const itemOf = ({ target }) => target.closest?.(".node, .edge") ?? undefined;
const nearTo = (item) => edges.filter(isNode(item)
  ? (edge) => edge.dataset.from === item.dataset.id || edge.dataset.to === item.dataset.id
  : (edge) => edge === item);

/** Shows one of the views. */
function open(id) {
  const chosen = templates.get(id);
  if (pinned !== undefined) letGo();
  view.value = id;
  drawing.replaceChildren(...[...chosen.childNodes].map((one) => document.importNode(one, true)));
  graph.setAttribute("viewBox", chosen.getAttribute("viewBox"));
  nodes = [...drawing.querySelectorAll(".node")];
  edges = [...drawing.querySelectorAll(".edge")];
  titles = new Map(nodes.map((node) => [node.dataset.id, node.dataset.title]));
  const groups = nodes.filter((node) => node.matches(".group")).length;
  const boxes = nodes.filter((node) => node.matches(".node.box")).length;
  const counted = (some, word) => some + " " + word + (some === 1 ? "" : word === "box" ? "es" : "s");
  total = (boxes > 0 ? counted(boxes, "box") + ", " : "") + counted(groups, "group") + ", " + counted(edges.length, "connection");
  squeeze();
  setWhole();
  find();
}

/** Letters are as wide as the reader's font has them: what is too long for its box is drawn closer. */
function squeeze() {
  for (const label of drawing.querySelectorAll(".node text")) {
    const room = label.parentNode.querySelector("rect").width.baseVal.value - 12;
    if (label.getComputedTextLength() <= room) continue;
    label.setAttribute("textLength", room);
    label.setAttribute("lengthAdjust", "spacingAndGlyphs");
  }
}

/** What an item is, with the rules that it stands for. */
function described(item) {
  const title = isNode(item) ? item.dataset.title : titles.get(item.dataset.from) + " \\u2192 " + titles.get(item.dataset.to) + ": " + item.dataset.title;
  const rules = item.dataset.rules === "" ? [] : item.dataset.rules.split("\\n");
  return [made("b", { textContent: title }), ...rules.map((rule) => made("code", { textContent: rule }))];
}

const closeButton = () => made("button", { textContent: "\\u00d7", ariaLabel: "Close", onclick: () => pin(undefined) });

function letGo() {
  pinned = undefined;
  detail.classList.remove("pinned");
  detail.hidden = true;
  for (const one of drawing.querySelectorAll("path.way")) one.remove();
  for (const node of nodes) node.classList.remove("onway");
}

/** Keeps something in the panel, which takes its room from the picture and covers nothing of it. */
function keep(item, ...content) {
  letGo();
  pinned = item;
  detail.removeAttribute("style");
  detail.classList.add("pinned");
  detail.hidden = false;
  detail.replaceChildren(closeButton(), ...content);
  fit();
}

/** Keeps the panel of an item, with all that is connected to it; none: lets go. */
function pin(item) {
  if (item === undefined) { const had = pinned !== undefined; letGo(); if (had) fit(); return find(); }
  keep(item, ...described(item), ...(isNode(item) ? nearTo(item).flatMap(described) : []));
  highlight(item);
  const ends = new Set(nearTo(item).flatMap(({ dataset }) => [dataset.from, dataset.to]));
  approach([...(isNode(item) ? [item] : []), ...nodes.filter((node) => node !== item && ends.has(node.dataset.id))]);
}

function show(item, place) {
  if (pinned !== undefined) return;
  detail.replaceChildren(...described(item));
  detail.hidden = false;
  const { offsetWidth: width, offsetHeight: height } = detail;
  detail.style.left = Math.max(4, Math.min(place.x + 14, innerWidth - width - 8)) + "px";
  detail.style.top = Math.max(4, place.y + 18 + height > innerHeight ? place.y - height - 12 : place.y + 18) + "px";
}

function only(shownNodes, shownEdges) {
  for (const edge of edges) edge.classList.toggle("dim", !shownEdges.includes(edge)), edge.classList.toggle("near", shownEdges.includes(edge));
  for (const node of nodes) node.classList.toggle("dim", !shownNodes.has(node.dataset.id));
}

function highlight(item) {
  const near = nearTo(item);
  only(new Set([item.dataset.id, ...near.flatMap(({ dataset }) => [dataset.from, dataset.to])]), near);
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

let hovered;
graph.addEventListener("pointerover", (event) => {
  const item = itemOf(event);
  if (item === hovered || pinned !== undefined || fingers.size > 0) return;
  hovered = item;
  if (item === undefined) { detail.hidden = true; return find(); }
  highlight(item);
  show(item, event);
});
const leave = () => { hovered = undefined; if (pinned !== undefined) return; detail.hidden = true; find(); };
graph.addEventListener("pointerleave", leave);
graph.addEventListener("focusout", leave);
graph.addEventListener("focusin", (event) => {
  const item = itemOf(event);
  if (item === undefined || pinned !== undefined || !item.matches(":focus-visible")) return;
  const { left, bottom } = item.getBoundingClientRect();
  highlight(item);
  show(item, { x: left, y: bottom });
});
/** A box opens, anything else is kept. */
const choose = (item) => item?.matches(".node.box") && templates.has(item.dataset.id) ? open(item.dataset.id) : pin(item);
graph.addEventListener("keydown", (event) => { if (event.key === "Enter") choose(itemOf(event)); });
graph.addEventListener("click", (event) => { if (!hasMoved) choose(itemOf(event)); });
for (const control of [search, service, cloud]) control.addEventListener("input", () => { if (pinned !== undefined) pin(undefined); find(); });
view.addEventListener("input", () => open(view.value));
addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  if (pinned !== undefined) pin(undefined);
  else open(templates.keys().next().value);
});
${ZOOM}${SAVE}${QUESTION}
open(templates.keys().next().value);`;
