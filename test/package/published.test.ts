import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const repository = resolve(__dirname, "../..");
const { tarball } = JSON.parse(process.env["PACKED_PACKAGE"] ?? "{}") as { tarball: string };

/** What linters of packages have to say about the tarball. */
test.each([
  ["publint", "publint/src/cli.js", ["run", "--strict"]],
  ["attw", "@arethetypeswrong/cli/dist/index.js", ["--format", "ascii", "--no-emoji"]],
])("%s has no remark", (_, script, args) => {
  const command = join(repository, "node_modules", script);
  const { status, stdout } = spawnSync(process.execPath, [command, ...args, tarball], { encoding: "utf8" });
  expect(
    stdout.split("\n").filter((line) => /^\s*(\d+\.|.*(Suggestion|Warning|Error)s?:)/.test(line)),
  ).toEqual([]);
  expect(status).toBe(0);
});

test("debuggers find the sources of what is published", () => {
  const { main } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as { main: string };
  const map = JSON.parse(readFileSync(join(repository, `${main}.map`), "utf8")) as {
    sourcesContent: string[];
  };
  expect(map.sourcesContent).toEqual([readFileSync(join(repository, "provider/index.ts"), "utf8")]);
});
