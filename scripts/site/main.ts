import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
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
write(".vitepress/config.mjs", readFileSync(join(__dirname, "vitepress.mjs"), "utf8"));
