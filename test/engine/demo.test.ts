import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
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

test("a demo that finds no working engine reports it and ends", () => {
  const folder = mkdtempSync(join(tmpdir(), "broken-engine-"));
  try {
    writeFileSync(join(folder, "pulumi"), "#!/bin/sh\necho no engine today >&2\nexit 3\n", { mode: 0o755 });
    const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", "scripts/demo/main.ts"], {
      cwd: repository,
      encoding: "utf8",
      env: { ...process.env, PULUMI_CLI: join(folder, "pulumi") },
      timeout: 120_000,
    });
    expect(status).toBe(1);
    expect(stderr).toContain("no engine today");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
