/** Saves the whole picture as a file. It is one part of the page's script. */
export const SAVE = `
/** The picture by itself, with its style. */
function svgFile() {
  const copy = graph.cloneNode(true);
  const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
  style.textContent = document.querySelector("style").textContent;
  copy.prepend(style);
  copy.setAttribute("viewBox", [whole.x, whole.y, whole.width, whole.height].join(" "));
  copy.setAttribute("width", whole.width);
  copy.setAttribute("height", whole.height);
  for (const item of copy.querySelectorAll(".dim, .near")) item.classList.remove("dim", "near");
  return new XMLSerializer().serializeToString(copy);
}

/** Twice as large as on a screen, as far as browsers can draw that. */
const LARGEST = 8000;
async function pngFile() {
  const image = new Image();
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(svgFile());
  await image.decode();
  const scale = Math.min(2, LARGEST / whole.width, LARGEST / whole.height);
  const canvas = Object.assign(document.createElement("canvas"), { width: whole.width * scale, height: whole.height * scale });
  const pen = canvas.getContext("2d");
  pen.fillStyle = getComputedStyle(document.body).backgroundColor;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

function save(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
document.getElementById("svg").addEventListener("click", () => save(new Blob([svgFile()], { type: "image/svg+xml" }), "security-groups.svg"));
document.getElementById("png").addEventListener("click", async () => save(await pngFile(), "security-groups.png"));
`;
