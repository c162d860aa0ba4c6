import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, posix, resolve } from "node:path";
import { headings } from "../pages/page";

const root = resolve(__dirname, "../..");

/** A page of the site. */
export interface SitePage {
  /** Its file in the source of the site. */
  readonly place: string;
  readonly title: string;
  readonly text: string;
}

/** Where a page is in the site: those of `docs` at the top, all others below `project`. */
function placeOf(path: string): string {
  if (path === "docs/_index.md") return "index.md";
  if (path.startsWith("docs/")) return path.slice("docs/".length);
  return `project/${path.replace(/README\.md$/, "readme.md")}`;
}

/** All pages of the repository, with their links leading to the places in the site. */
export function sitePages(): SitePage[] {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "--", "*.md"], {
    cwd: root,
    encoding: "utf8",
  });
  const paths = listed
    .split("\n")
    .filter((path) => path !== "" && existsSync(join(root, path)) && !path.startsWith("scripts/"));
  return paths.map((path) => {
    const text = readFileSync(join(root, path), "utf8");
    const place = placeOf(path);
    return { place, title: headings(text)[0] ?? place, text: asSource(withLinks(text, path, paths)) };
  });
}

function withLinks(text: string, path: string, paths: readonly string[]): string {
  return text.replace(/\]\(([^)\s#:]+)((?:#[^)\s]*)?)\)/g, (link, target: string, anchor: string) => {
    const named = posix.join(posix.dirname(path), target);
    if (!paths.includes(named)) return link;
    const leads = posix.relative(posix.dirname(placeOf(path)), placeOf(named));
    return `](${leads.startsWith(".") ? leads : `./${leads}`}${anchor})`;
  });
}

const LABELS: Readonly<Record<string, string>> = {
  ts: "TypeScript",
  python: "Python",
  go: "Go",
  yaml: "YAML",
};

/** Puts the examples in several languages into tabs. The layout is that of the Pulumi Registry. */
function asSource(text: string): string {
  return text
    .replace(/^layout: package\n/m, "")
    .replace(
      /<!--Start PulumiCodeChooser -->([^]*?)<!--End PulumiCodeChooser -->/g,
      (_all, blocks: string) => {
        const labelled = blocks.replace(
          /^```(ts|python|go|yaml)$/gm,
          (_fence, language: string) => "```" + `${language} [${LABELS[language] ?? language}]`,
        );
        return `::: code-group\n${labelled}\n:::`;
      },
    );
}
