import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { masked } from "../../scripts/demo/mask";

const repository = resolve(__dirname, "../..");

/** Chapters with their lines sorted: the engine works on several resources at a time, in any order. */
function chapters(output: string): Record<string, string[]> {
  const parts = masked(output).split(/^== (.*)$/m);
  return Object.fromEntries(
    parts.flatMap((title, index) =>
      index % 2 === 1 ? [[title, (parts[index + 1] ?? "").split("\n").filter(Boolean).sort()]] : [],
    ),
  );
}

test("the demo ends well, says what the transcript says and leaves no trace", () => {
  const before = execFileSync("git", ["status", "--porcelain"], { cwd: repository, encoding: "utf8" });
  const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", "demo"], {
    cwd: repository,
    encoding: "utf8",
  });
  expect(status === 0 ? "" : stdout + stderr).toBe("");
  const transcript = readFileSync(join(repository, "scripts/demo/transcript.txt"), "utf8");
  expect(chapters(stdout)).toEqual(chapters(transcript));
  expect(Object.keys(chapters(stdout))).toHaveLength(8);
  expect(execFileSync("git", ["status", "--porcelain"], { cwd: repository, encoding: "utf8" })).toBe(before);
});
