/** Moves and scales the picture: by wheel, by dragging, by two fingers and by buttons. It is one part of the page's script. */
export const ZOOM = `
const WIDEST_SCALE = 3;
const READABLE = 0.9;
let whole = { x: 0, y: 0, width: 1, height: 1 };
let part = whole;
function setWhole() {
  const { x, y, width, height } = graph.viewBox.baseVal;
  whole = { x, y, width, height };
  fit();
}

/** Shows at least this part, in the middle, with the proportions of the window. */
function look(wanted, most = 1.3) {
  const { clientWidth: width, clientHeight: height } = graph;
  const scale = Math.min(width / wanted.width, height / wanted.height, most);
  const [w, h] = [width / scale, height / scale];
  part = { x: wanted.x + (wanted.width - w) / 2, y: wanted.y + (wanted.height - h) / 2, width: w, height: h };
  graph.setAttribute("viewBox", [part.x, part.y, part.width, part.height].join(" "));
}
const scaleNow = () => graph.clientWidth / part.width;
const fit = () => look(whole);

/** Scales around a point of the window, which stays where it is. */
function zoom(factor, left = graph.clientWidth / 2, top = graph.clientHeight / 2) {
  const least = Math.min(graph.clientWidth / whole.width, graph.clientHeight / whole.height) / 2;
  const scale = Math.min(WIDEST_SCALE, Math.max(least, scaleNow() * factor));
  const at = { x: part.x + left / scaleNow(), y: part.y + top / scaleNow() };
  const [width, height] = [graph.clientWidth / scale, graph.clientHeight / scale];
  look({ x: at.x - left / scale, y: at.y - top / scale, width, height }, WIDEST_SCALE);
}
const pan = (left, top) => look({ ...part, x: part.x - left / scaleNow(), y: part.y - top / scaleNow() }, WIDEST_SCALE);

const ROOM = 30;
/** Shows some items, as large as there is room for all of them. */
function lookAt(items) {
  const boxes = items.map((item) => item.getBBox());
  const [left, top] = [Math.min(...boxes.map(({ x }) => x)), Math.min(...boxes.map(({ y }) => y))];
  const right = Math.max(...boxes.map(({ x, width }) => x + width));
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
  look({ x: left - ROOM, y: top - ROOM, width: right - left + 2 * ROOM, height: bottom - top + 2 * ROOM });
}

/** Brings an item close enough to be read, unless it is so already, with others as far as there is room. */
function approach([first, ...others]) {
  const own = first.getBBox();
  const isSeen = own.x >= part.x && own.y >= part.y && own.x + own.width <= part.x + part.width && own.y + own.height <= part.y + part.height;
  if (isSeen && scaleNow() >= READABLE) return;
  lookAt([first, ...others]);
  if (scaleNow() < READABLE) look({ x: own.x + own.width / 2 - 1, y: own.y + own.height / 2 - 1, width: 2, height: 2 }, READABLE);
}

const fingers = new Map();
let hasMoved = false;
const place = ({ clientX, clientY }) => {
  const { left, top } = graph.getBoundingClientRect();
  return { x: clientX - left, y: clientY - top };
};
const apart = ([a, b]) => Math.hypot(a.x - b.x, a.y - b.y);
graph.addEventListener("pointerdown", (event) => {
  if (fingers.size === 0) hasMoved = false;
  fingers.set(event.pointerId, place(event));
});
addEventListener("pointermove", (event) => {
  const before = fingers.get(event.pointerId);
  if (before === undefined) return;
  const now = place(event);
  if (!hasMoved && Math.hypot(now.x - before.x, now.y - before.y) < 4) return;
  hasMoved = true;
  const old = [...fingers.values()];
  fingers.set(event.pointerId, now);
  const all = [...fingers.values()];
  if (all.length === 2) zoom(apart(all) / Math.max(1, apart(old)), (all[0].x + all[1].x) / 2, (all[0].y + all[1].y) / 2);
  else pan(now.x - before.x, now.y - before.y);
});
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, (event) => fingers.delete(event.pointerId));
graph.addEventListener("wheel", (event) => {
  event.preventDefault();
  const { x, y } = place(event);
  zoom(Math.exp(-event.deltaY / (event.ctrlKey ? 100 : 500)), x, y);
}, { passive: false });
document.getElementById("closer").addEventListener("click", () => zoom(1.4));
document.getElementById("farther").addEventListener("click", () => zoom(1 / 1.4));
document.getElementById("fit").addEventListener("click", fit);
addEventListener("resize", fit);
addEventListener("beforeprint", () => graph.setAttribute("viewBox", [whole.x, whole.y, whole.width, whole.height].join(" ")));
addEventListener("afterprint", fit);
`;
