import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export const repository = resolve(__dirname, "../../..");

/** A file of the repository. */
export const read = (path: string) => readFileSync(join(repository, path), "utf8");

/** What a page has in blocks of a language, in their order. */
export const snippets = (page: string, language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms"))].map(
    ([, snippet = ""]) => snippet,
  );

/** What is under a heading, up to the next one of any level. */
export function section(page: string, heading: string): string {
  const [, text] = new RegExp(`^#+ ${heading}\n(.*?)(?=^#+ |(?![^]))`, "ms").exec(page) ?? [];
  if (text === undefined) throw new Error(`there is no heading "${heading}"`);
  return text;
}

/** Text of a run as a page shows it: without what differs from run to run. */
export const asShown = (text: string) =>
  text
    .replace(/^ *\[provider=.*\n/gm, "")
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, "https://waldur.example.com")
    .replace(/\b[0-9a-f]{32}\b/g, "5a0e4f3c9d8b4c1e8f7a6b5c4d3e2f1a");
