import { existsSync, readFileSync } from "node:fs";
import { join, posix, resolve } from "node:path";
import { headings, links } from "../../scripts/pages/page";

const root = resolve(__dirname, "../..");
const start = "docs/_index.md";
const read = (path: string) => readFileSync(join(root, path), "utf8");

const linked = (page: string) =>
  links(read(page))
    .map((target) => posix.join(posix.dirname(page), target.replace(/#.*/, "")))
    .filter((path) => path.endsWith(".md") && existsSync(join(root, path)));

/** The headings of all pages that are at most two links away, with their pages. */
const near = [start, ...linked(start), ...linked(start).flatMap(linked)];
const reachable = [...new Set(near)].map((page) => ({ page, headings: headings(read(page)) }));

/** Questions of new users, with the nouns that must be in one heading or, with it, in the title of its page. */
test.each([
  [
    "How do I attach a group to a server?",
    /attach groups? to (a )?servers?/i,
    "docs/guides/attach-to-servers.md",
  ],
  ["Why is a preview not gap-free?", /preview.*gap-free/i, "docs/_index.md"],
  ["What does adopt do at destroy?", /adopt.*destroy/i, "docs/guides/adopt-existing-groups.md"],
  ["What is the port of allow.nodeExporter?", /presets/i, "docs/reference/presets.md"],
  ["What are the least rights of a token?", /least rights.*token/i, "docs/installation-configuration.md"],
  [
    "How do I forbid SSH from the world in CI?",
    /forbid SSH from the world in CI/i,
    "docs/guides/review-in-ci.md",
  ],
  [
    'What do I do after "already has a group of that name"?',
    /already has a group of that name/i,
    "docs/guides/adopt-existing-groups.md",
  ],
  ["How do I write it in Python?", /python/i, "docs/guides/other-languages.md"],
])("%s", (_question, nouns, page) => {
  const found = reachable.filter(({ headings }) => headings.some((heading) => nouns.test(heading)));
  expect(found.map((one) => one.page)).toContain(page);
});
