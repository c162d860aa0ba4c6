import { readdirSync, readFileSync } from "node:fs";
import { join, posix, resolve } from "node:path";
import { packedFiles as files } from "../engine/harness/packed";

const repository = resolve(__dirname, "../..");
const read = (path: string) => readFileSync(join(repository, path), "utf8");

/** Where a page's links to other files lead. */
function links(page: string): string[] {
  const targets = [...read(page).matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map(([, target = ""]) => target);
  const relative = targets.filter((target) => !/^[a-z]+:/.test(target));
  return relative.map((target) => posix.join(posix.dirname(page), target));
}

test("the links between pages work in the tarball", () => {
  const pages = files.filter((path) => path.endsWith(".md"));
  expect(pages).toEqual(
    expect.arrayContaining(["README.md", "docs/reference/waldur-api.md", "sandbox/README.md"]),
  );
  const followed = pages.flatMap((page) => links(page).map((target) => ({ page, target })));
  expect(followed).toContainEqual({ page: "README.md", target: "docs/_index.md" });
  expect(followed.filter(({ target }) => !files.includes(target))).toEqual([]);
});

test("the index of the examples has each of them, with two commands", () => {
  const index = read("examples/README.md");
  const examples = readdirSync(join(repository, "examples"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  const listed = index.split(/^## /m).slice(1);
  expect(listed.map((part) => /^\[(.*)\]\(\1\/README\.md\)$/m.exec(part)?.[1]).sort()).toEqual(
    examples.sort(),
  );
  for (const part of listed) {
    expect(/^```sh\n(.*?)^```$/ms.exec(part)?.[1]?.trim().split("\n")).toHaveLength(2);
  }
});

test.each(["CONTRIBUTING.md", "examples/README.md"])("the npm scripts that %s names exist", (page) => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const named = [...read(page).matchAll(/\bnpm (?:run ([\w:-]+)|test\b)/g)].map(([, name = "test"]) => name);
  expect(named).toContain(page === "CONTRIBUTING.md" ? "test:watch" : "sandbox");
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});
