import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, posix, resolve } from "node:path";
import { anchors, countWords, links } from "../../scripts/pages/page";

const root = resolve(__dirname, "../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const listed = (...patterns: string[]) =>
  execFileSync("git", ["ls-files", "-co", "--exclude-standard", "--", ...patterns], {
    cwd: root,
    encoding: "utf8",
  })
    .split("\n")
    .filter((path) => path !== "" && existsSync(join(root, path)));
const pages = listed("*.md").filter((path) => !path.startsWith("scripts/pages/notes/"));

interface Link {
  readonly page: string;
  readonly target: string;
}

/** Whether a link leads to a file, and to a heading in it if it names one. */
function leadsNowhere({ page, target }: Link): boolean {
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? page : posix.join(posix.dirname(page), path);
  if (!existsSync(join(root, file))) return true;
  return anchor !== undefined && !anchors(read(file)).includes(anchor);
}

test("each link between the pages leads to a file, and to a heading if it names one", () => {
  const all = pages.flatMap((page) => links(read(page)).map((target) => ({ page, target })));
  const own = all.filter(({ target }) => !/^[a-z]+:/.test(target));
  expect(own.length).toBeGreaterThan(40);
  expect(own.filter(leadsNowhere)).toEqual([]);
});

test("each page that a source, a message or a comment names exists, with its heading", () => {
  const sources = listed("*.ts", "*.mjs", "*.md", "*.py", "*.go").filter(
    (path) => path !== "CHANGELOG.md" && !path.startsWith("test/"),
  );
  const named = sources.flatMap((source) =>
    [...read(source).matchAll(/(?<![\w./])(?:docs|internals)\/[\w/-]+\.md(?:#[\w-]+)?/g)].map(([target]) => ({
      source,
      target,
    })),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(({ target }) => leadsNowhere({ page: "README.md", target }))).toEqual([]);
});

test("anchors are those of GitHub", () => {
  const page = "# A `code()` word\n\n```sh\n# not a heading\n```\n\n## What's new?\n## What's new?\n";
  expect(anchors(page)).toEqual(["a-code-word", "whats-new", "whats-new-1"]);
});

test("links in code are not followed, links around code are", () => {
  expect(links("`[a](b)` and [`c()`](d.md#e)\n\n```md\n[f](g)\n```")).toEqual(["d.md#e"]);
});

test("words are counted without code and targets", () => {
  expect(countWords("# One\n\ntwo [three](four.md)\n\n```sh\nfive\n```\n| six | 7 |\n| --- | --- |\n")).toBe(
    5,
  );
});

/** The pages for users, and those for people who change the project. */
const readers =
  /^(docs|internals)\/|^(README|ARCHITECTURE|CONTRIBUTING|sandbox\/README|examples\/README)\.md$/;

test("each page begins with what its reader can do after it", () => {
  const docs = pages.filter((page) => readers.test(page));
  const begin = (page: string) => /^# .*\n\n(.*)/m.exec(read(page))?.[1] ?? "";
  expect(docs.length).toBeGreaterThan(40);
  expect(docs.filter((page) => !/^(With|After) this (page|package)/.test(begin(page)))).toEqual([]);
});

test("the README has fewer than 700 words", () => {
  expect(countWords(read("README.md"))).toBeLessThan(700);
});
