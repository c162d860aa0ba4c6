import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { config } from "./config";
import { sitePages } from "./source";

/** Writes the source of the site: the pages at their places, and the settings of the generator. */
const [, , folder = ""] = process.argv;
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const pages = sitePages();
for (const { place, text } of pages) write(place, text);
write(".vitepress/config.json", JSON.stringify(config(pages)));
write(
  ".vitepress/config.mjs",
  `import { readFileSync } from "node:fs";
const settings = JSON.parse(readFileSync(new URL("./config.json", import.meta.url), "utf8"));
const slugify = (heading) =>
  heading.trim().toLowerCase().replace(/[^\\p{L}\\p{N}\\s_-]/gu, "").replace(/\\s/g, "-");
export default { ...settings, markdown: { anchor: { slugify } } };
`,
);
