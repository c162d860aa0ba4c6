import { slug } from "./slug";

/** The lines of a page outside its blocks of code. */
function prose(text: string): string[] {
  let fence: string | undefined;
  return text.split("\n").filter((line) => {
    const [, mark] = /^\s*(```+|~~~+)/.exec(line) ?? [];
    if (mark === undefined) return fence === undefined;
    if (fence === undefined) fence = mark;
    else if (mark.startsWith(fence)) fence = undefined;
    return false;
  });
}

/** The headings of a page, without their marks. */
export function headings(text: string): string[] {
  return prose(text).flatMap((line) => /^#{1,6} +(.*?) *#*$/.exec(line)?.[1] ?? []);
}

/** The anchors of a page. Of several equal headings, the later ones have a number. */
export function anchors(text: string): string[] {
  const counts = new Map<string, number>();
  return headings(text).map((heading) => {
    const anchor = slug(heading);
    const count = counts.get(anchor) ?? 0;
    counts.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
}

/** Where the links of a page lead, as they are written. */
export function links(text: string): string[] {
  const lines = prose(text).map((line) => line.replace(/`[^`]*`/g, (code) => code.replace(/[[\]()]/g, " ")));
  return [...lines.join("\n").matchAll(/\]\(([^)\s]+)[^)]*\)/g)].map(([, target = ""]) => target);
}

/** How many words of a page a reader reads: without code, the rules of tables and the targets of links. */
export function countWords(text: string): number {
  const read = prose(text)
    .map((line) => line.replace(/\]\([^)]*\)/g, "]").replace(/[|`#*>[\]]|-{2,}/g, " "))
    .join(" ");
  return read.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}
