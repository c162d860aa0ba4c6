import { readFileSync } from "node:fs";
import { renderMermaidSVG } from "beautiful-mermaid";

/** The configuration of the generator, which runs where its packages are installed: next to the settings that `main.ts` writes. */
const settings = JSON.parse(readFileSync(new URL("./config.json", import.meta.url), "utf8"));

/** As GitHub does it, so that one link works in both. */
const slugify = (heading) =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");

/**
 * A picture in the colours of the page, light or dark. It loads nothing, so its font is that of the page; on a phone it can be
 * scrolled. The generator would compile it as a part of the page, which may have no styles of its own, so it is put in as HTML.
 */
function picture(source) {
  const colours = { bg: "var(--vp-c-bg)", fg: "var(--vp-c-text-1)" };
  const svg = renderMermaidSVG(source, { ...colours, transparent: true, padding: 8 })
    .replace(/^ *@import .*$/m, "")
    .replace(/font-family: 'Inter'[^;]*;/, "font-family: inherit;")
    .replace('style="', 'style="max-width: 100%; min-width: 480px; height: auto; ');
  const html = JSON.stringify(svg).replace(/&/g, "&amp;").replace(/\\"/g, "\\u0022").replace(/"/g, "&quot;");
  return `<div class="picture" style="overflow-x: auto" v-html="${html}"></div>`;
}

function withPictures(markdown) {
  const fence = markdown.renderer.rules.fence;
  markdown.renderer.rules.fence = (tokens, index, ...more) =>
    tokens[index].info.trim() === "mermaid" ? picture(tokens[index].content) : fence(tokens, index, ...more);
}

export default { ...settings, markdown: { anchor: { slugify }, config: withPictures } };
