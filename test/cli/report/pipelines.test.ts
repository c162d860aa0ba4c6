import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

// The shell lines of the action and of the page's pipeline, as they are, with stand-ins for the programs of the services.

const repository = resolve(__dirname, "../../..");
const previews = join(repository, "test/fixtures/previews");
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pipelines-"));
  tool("npx", `shift\nexec node --import ${require.resolve("tsx")} ${join(repository, "cli/main.ts")} "$@"`);
});
afterEach(() => rmSync(folder, { recursive: true }));

function tool(name: string, script: string): void {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/bash\n${script}\n`);
  chmodSync(file, 0o755);
}
const note = (name: string) =>
  tool(name, `printf '%s ' ${name} "$@" >> ${join(folder, "calls")}\necho >> ${join(folder, "calls")}`);
const calls = () => readFileSync(join(folder, "calls"), "utf8").trim().split(" \n");

/** Runs lines as both services do: the first that fails ends them. */
function shell(script: string, env: Readonly<Record<string, string>> = {}) {
  const { status, stderr } = spawnSync("bash", ["-eo", "pipefail", "-c", script], {
    cwd: folder,
    env: { ...process.env, PATH: [folder, process.env.PATH].join(delimiter), ...env },
    encoding: "utf8",
  });
  return { status, stderr };
}

const action = z
  .object({ runs: z.object({ steps: z.array(z.object({ name: z.string(), run: z.string() })) }) })
  .parse(parse(readFileSync(join(repository, "action.yml"), "utf8")));
const step = (name: string) => action.runs.steps.find((one) => one.name === name)?.run ?? "exit 9";

describe("the action", () => {
  const write = (preview: string) =>
    shell(step("Write the report"), {
      PREVIEW: preview,
      STACK: "",
      INTENTS: "",
      REPORT: join(folder, "report.md"),
      GITHUB_STEP_SUMMARY: join(folder, "summary.md"),
    });

  test.each(["01-ssh-to-the-world.json", "12-problem.json"])("writes the report of %s", (name) => {
    expect(write(join(previews, name))).toEqual({ status: 0, stderr: "" });
    expect(readFileSync(join(folder, "summary.md"), "utf8")).toMatch(/^### Security groups of dev: 1 /);
    expect(readFileSync(join(folder, "report.md"), "utf8")).toMatch(/^### Security groups of dev: 1 /);
  });

  test("fails without a preview", () => {
    expect(write(__filename)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("preview --json") as unknown,
    });
    expect(existsSync(join(folder, "summary.md"))).toBe(false);
  });

  test("judges intents that a file has", () => {
    const file = join(folder, "intents.yaml");
    writeFileSync(file, "never: [{ from: world, to: web, service: ssh }]");
    const env = { PREVIEW: join(previews, "01-ssh-to-the-world.json"), STACK: "", INTENTS: file };
    const out = { REPORT: join(folder, "report.md"), GITHUB_STEP_SUMMARY: join(folder, "summary.md") };
    expect(shell(step("Write the report"), { ...env, ...out })).toEqual({ status: 0, stderr: "" });
    expect(readFileSync(join(folder, "summary.md"), "utf8")).toContain("**Intents: 1 broken, 0 of 1 hold**");
  });

  test("posts one comment", () => {
    note("gh");
    expect(shell(step("Post it"), { REPORT: "report.md", PULL_REQUEST: "https://x/1" }).status).toBe(0);
    expect(calls()).toEqual(["gh pr comment https://x/1 --body-file report.md --edit-last --create-if-none"]);
  });
});

describe("the pipeline for GitLab", () => {
  const page = readFileSync(join(repository, "docs/guides/review-in-ci.md"), "utf8");
  const [, text = ""] = /### GitLab\n\n```yaml\n([^]*?)```/.exec(page) ?? [];
  const { preview } = z.object({ preview: z.object({ script: z.array(z.string()) }) }).parse(parse(text));
  const env = {
    REPORT_TOKEN: "token",
    CI_API_V4_URL: "https://gitlab.example.com/api/v4",
    CI_PROJECT_ID: "7",
    CI_MERGE_REQUEST_IID: "3",
  };

  test.each([
    ["01-ssh-to-the-world.json", 0],
    ["12-problem.json", 255],
  ])("posts the report of %s, and ends as the preview does: %d", (name, status) => {
    note("npm");
    note("curl");
    tool("pulumi", `cat ${join(previews, name)}\nexit ${status}`);
    expect(shell(preview.script.join("\n"), env)).toEqual({ status, stderr: "" });
    expect(readFileSync(join(folder, "report.md"), "utf8")).toMatch(/^### Security groups of dev: 1 /);
    const [install, post = ""] = calls();
    expect(install).toBe("npm ci");
    expect(post).toContain("--header PRIVATE-TOKEN: token --data-urlencode body@report.md");
    expect(post).toMatch(/https:\/\/gitlab\.example\.com\/api\/v4\/projects\/7\/merge_requests\/3\/notes$/);
  });

  test("posts nothing where the preview printed nothing", () => {
    note("npm");
    note("curl");
    tool("pulumi", "exit 255");
    expect(shell(preview.script.join("\n"), env).status).toBe(1);
    expect(calls()).toEqual(["npm ci"]);
  });
});
