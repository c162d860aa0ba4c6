/** Whether one end reaches another, with the way drawn. It is one part of the page's script. */
export const QUESTION = `
const ways = JSON.parse(get("ways").textContent);
const hopsFrom = new Map();
for (const [from, to, text] of ways.hops) hopsFrom.set(from, [...(hopsFrom.get(from) ?? []), { from, to, text }]);

/** The fewest hops from one to another, over servers of other groups; undefined where there is no way. */
function wayBetween(from, to) {
  const before = new Map([[from, undefined]]);
  for (let ends = [from]; ends.length > 0; ) {
    const next = [];
    for (const end of ends) for (const hop of hopsFrom.get(end) ?? []) {
      if (before.has(hop.to)) continue;
      before.set(hop.to, hop);
      // Only servers of groups are ways to others.
      if (ways.nodes[hop.to].startsWith("group ")) next.push(hop.to);
    }
    if (before.has(to)) break;
    ends = next;
  }
  const way = [];
  for (let hop = before.get(to); hop !== undefined; hop = before.get(hop.from)) way.unshift(hop);
  return way.length === 0 ? undefined : way;
}

const middleOf = (id) => { const { x, y, width, height } = nodes.find((node) => node.dataset.id === id).getBBox(); return { x: x + width / 2, y: y + height / 2, width, height }; };

/** From the rim of one box to that of another. */
function lineBetween(a, b) {
  const [x, y] = [b.x - a.x, b.y - a.y];
  const rim = ({ width, height }) => Math.min(1, Math.max(0, Math.min(width / 2 / Math.max(1, Math.abs(x)), height / 2 / Math.max(1, Math.abs(y)))));
  const [start, end] = [rim(a), 1 - rim(b)];
  return "M" + (a.x + x * start) + "," + (a.y + y * start) + "L" + (a.x + x * end) + "," + (a.y + y * end);
}

function answer() {
  const [from, to] = [get("from").value, get("to").value];
  if (from === "" || to === "" || from === to) { if (pinned === "question") pin(undefined); return; }
  const ids = ways.nodes;
  if (!nodes.some((node) => node.dataset.id === ids[from]) || !nodes.some((node) => node.dataset.id === ids[to])) open("all");
  const way = wayBetween(Number(from), Number(to));
  const name = (index) => titles.get(ids[index]) ?? ids[index];
  const result = way === undefined ? "no" : way.length === 1 ? "yes" : "only over " + way.slice(0, -1).map((hop) => name(hop.to)).join(", ");
  const steps = (way ?? []).flatMap((hop) => [made("b", { textContent: name(hop.from) + " \\u2192 " + name(hop.to) }), made("code", { textContent: ways.texts[hop.text] })]);
  keep("question", made("b", { id: "answer", textContent: name(from) + " reaches " + name(to) + ": " + result }), ...steps);
  const on = new Set(way === undefined ? [ids[from], ids[to]] : way.flatMap((hop) => [ids[hop.from], ids[hop.to]]));
  only(on, []);
  for (const node of nodes) node.classList.toggle("onway", way !== undefined && on.has(node.dataset.id));
  for (const hop of way ?? []) {
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    line.setAttribute("class", "way");
    line.setAttribute("d", lineBetween(middleOf(ids[hop.from]), middleOf(ids[hop.to])));
    line.setAttribute("marker-end", "url(#head-way)");
    drawing.append(line);
  }
  lookAt(nodes.filter((node) => on.has(node.dataset.id)));
}
for (const id of ["from", "to"]) get(id)?.addEventListener("input", answer);
`;
