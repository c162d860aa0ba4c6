import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { parse } from "yaml";
import { type Clouds, startClouds } from "../harness/clouds";
import { read, repository, snippets } from "../harness/pages";
import { succeeded, useEngine } from "../harness/stacks";
import { nativeConfig, packageCommand, useYaml, yamlProgram } from "../harness/yaml";

/** What pages and pipelines run in a shell, as it is written, but for tools that would need a network. */

useYaml();
const engine = useEngine();
let clouds: Clouds;
beforeAll(async () => {
  clouds = await startClouds();
});
afterAll(() => clouds.close());

const pages = [
  "README.md",
  ...["docs", "docs/guides", "docs/reference"].flatMap((folder) =>
    readdirSync(join(repository, folder))
      .filter((file) => file.endsWith(".md"))
      .map((file) => `${folder}/${file}`),
  ),
  ...readdirSync(join(repository, "examples")).flatMap((name) =>
    existsSync(join(repository, "examples", name, "README.md")) ? [`examples/${name}/README.md`] : [],
  ),
];

/** A stack of a program with a group, in YAML: its engine needs no language host of Node.js. */
async function openStack(resources: object, config: Clouds["config"]) {
  const project = engine.project({ "Pulumi.yaml": yamlProgram({ resources }) });
  return engine.openStack({ project: project.folder, config, mode: "cli" });
}

const web = (rules: readonly object[]) => ({
  web: { type: "security-groups:waldur:SecurityGroup", properties: { rules } },
});

interface Ran {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Runs lines in a shell that ends with the first one that fails, as the runners of both services do. */
function runLines(lines: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn("bash", ["-e", "-o", "pipefail", "-c", lines], { cwd, env });
    // What a command asks for, such as a secret without its value on the command line.
    child.stdin.on("error", () => undefined).end("example\n");
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (part: Buffer) => (output += String(part)));
    child.on("close", (exitCode) => resolve({ exitCode, output }));
  });
}

/** Puts commands before those on PATH: the package as it is built, and nothing for what a registry would be asked. */
function withCommands(folder: string, env: NodeJS.ProcessEnv, more: Readonly<Record<string, string>> = {}) {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const commands = {
    npx: `[ "$1" = pulumi-security-groups ] && shift && exec "${process.execPath}" "${packageCommand}" "$@"`,
    npm: '[ "$*" = ci ]',
    ...more,
  };
  for (const [name, line] of Object.entries(commands)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${line}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  // Which stack is selected is kept outside of the project, where other tests write too.
  return { ...env, PULUMI_STACK: "dev", PATH: [bin, env["PATH"]].join(delimiter) };
}

test("each line of a page that sets configuration is taken by Pulumi, and sets what the package reads", async () => {
  const lines = new Set(
    pages.flatMap((page) =>
      snippets(read(page), "sh").flatMap((block) =>
        block.split("\n").filter((line) => line.startsWith("pulumi config set ")),
      ),
    ),
  );
  expect(lines.size).toBeGreaterThan(15);
  const stack = await openStack(web([]), {});
  const env = { ...stack.shell.env, PULUMI_STACK: "dev" };
  for (const line of lines) {
    const { exitCode, output } = await runLines(line, stack.shell.cwd, env);
    expect({ line, exitCode, output }).toEqual({ line, exitCode: 0, output: "" });
  }
  const shown = await runLines(
    "pulumi config --json --show-secrets --stack dev",
    stack.shell.cwd,
    stack.shell.env,
  );
  const config = JSON.parse(shown.output) as Record<string, { value?: string; secret: boolean }>;
  const names = Object.entries(config).flatMap(([key, { value, secret }]) =>
    /^security-groups:(waldur|e24cloud)$/.test(key) && value !== undefined
      ? Object.keys(JSON.parse(value) as object).map((name) => `${key.replace(/.*:/, "")}:${name}`)
      : [`${key}${secret ? " (secret)" : ""}`],
  );
  expect([...new Set(names)].sort()).toEqual([
    "e24cloud:apiKey",
    "e24cloud:apiSecret",
    "e24cloud:apiSecret (secret)",
    "e24cloud:lint",
    "e24cloud:region",
    "native:legacyGroup",
    "security-groups:secretImports",
    "waldur:apiUrl",
    "waldur:lint",
    "waldur:tenant",
    "waldur:token",
    "waldur:token (secret)",
  ]);
});

test("the commands of the guides that read a stack run there, in their order", async () => {
  const lines = [
    "docs/installation-configuration.md",
    "docs/troubleshooting.md",
    ...pages.filter((page) => page.startsWith("docs/guides/")),
  ]
    .flatMap((page) => snippets(read(page), "sh").flatMap((block) => block.split("\n")))
    .filter((line) =>
      /^(\w+=\w+ )?pulumi (preview|refresh)|^npx pulumi-security-groups (?!plugin|sandbox)/.test(line),
    );
  const all = [...new Set(lines)];
  expect(all.length).toBeGreaterThan(13);
  const rules = [{ protocol: "tcp", ports: 443, cidr: "10.0.0.0/8" }, { direction: "egress" }];
  const stack = await openStack(web(rules), nativeConfig(clouds.config));
  succeeded(await stack.up());
  const { cwd } = stack.shell;
  const env = withCommands(cwd, stack.shell.env);
  clouds.forget();
  const ran = [];
  // A report reads what a preview has written, and a page may name it first.
  for (const line of ["pulumi preview --json > preview.json", ...all]) {
    const { exitCode, output } = await runLines(line, cwd, env);
    ran.push({ line, exitCode, ...(exitCode !== 0 && { output }) });
  }
  expect(ran.filter(({ exitCode }) => exitCode !== 0)).toEqual([]);
  expect(clouds.writes()).toEqual([]);
});

describe("the pipelines of the guide", () => {
  const [github = "", gitlab = ""] = snippets(read("docs/guides/review-in-ci.md"), "yaml");
  interface Step {
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Readonly<Record<string, unknown>>;
  }
  const job = () => (parse(github) as { jobs: { preview: { steps: readonly Step[] } } }).jobs.preview.steps;
  const action = () =>
    parse(read("action.yml")) as {
      inputs: Readonly<Record<string, { default?: string }>>;
      runs: { steps: readonly Step[] };
    };

  /** What reviewers must see, and what a preview refuses: with its lint level, exit code and the beginning of the report. */
  const previews = [
    ["a change", "warn", 0, "1 change (1 opens what lint reports)"],
    ["a change that the preview refuses", "error", 1, "1 error"],
  ] as const;
  const opens = [{ protocol: "tcp", ports: 22, cidr: "0.0.0.0/0" }, { direction: "egress" }];

  test.each(previews)("GitHub, %s: the steps run, and the action reports", async (_, lint, failed, first) => {
    const stack = await openStack(web(opens), nativeConfig({ ...clouds.config, "waldur:lint": lint }));
    const { cwd } = stack.shell;
    const env = withCommands(cwd, stack.shell.env, { gh: 'echo "$@" > commented' });
    const steps = job();
    expect(steps.map(({ uses }) => uses?.replace(/@.*/, ""))).toEqual([
      "actions/checkout",
      "actions/setup-node",
      "pulumi/actions",
      undefined,
      undefined,
      "OWNER/REPOSITORY",
    ]);
    const codes: (number | null)[] = [];
    for (const { run } of steps) if (run !== undefined) codes.push((await runLines(run, cwd, env)).exitCode);
    expect(codes.map((code) => (code === 0 ? 0 : 1))).toEqual([0, failed]);

    // The action's own steps, with the inputs that the workflow gives.
    const { inputs, runs } = action();
    const given = steps.at(-1)?.with ?? {};
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
    for (const { run = "" } of runs.steps) {
      const { exitCode, output } = await runLines(run, cwd, {
        ...env,
        PREVIEW: String(given["preview"]),
        STACK: "",
        REPORT: join(cwd, "report.md"),
        GITHUB_STEP_SUMMARY: join(cwd, "summary.md"),
        PULL_REQUEST: "https://github.example.com/pull/1",
      });
      expect({ run, exitCode, output }).toMatchObject({ exitCode: 0 });
    }
    const report = readFileSync(join(cwd, "summary.md"), "utf8");
    expect(report).toContain(first);
    expect(readFileSync(join(cwd, "commented"), "utf8")).toContain("pull/1 --body-file");
  });

  test.each(previews)("GitLab, %s: the script runs, and posts the report", async (_, lint, failed, first) => {
    const stack = await openStack(web(opens), nativeConfig({ ...clouds.config, "waldur:lint": lint }));
    const { cwd } = stack.shell;
    const notes: string[] = [];
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (part: Buffer) => (body += String(part)));
      request.on("end", () => {
        notes.push(`${request.method} ${request.url} ${String(request.headers["private-token"])}`, body);
        response.writeHead(201).end("{}");
      });
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    try {
      const { preview } = parse(gitlab) as { preview: { script: readonly string[]; artifacts: object } };
      const { exitCode, output } = await runLines(preview.script.join("\n"), cwd, {
        ...withCommands(cwd, stack.shell.env),
        REPORT_TOKEN: "example",
        CI_API_V4_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v4`,
        CI_PROJECT_ID: "7",
        CI_MERGE_REQUEST_IID: "9",
      });
      expect({ failed: exitCode === 0 ? 0 : 1, output }).toEqual({
        failed,
        output: expect.any(String) as unknown,
      });
      const [call, body = ""] = notes;
      expect(call).toBe("POST /api/v4/projects/7/merge_requests/9/notes example");
      expect(decodeURIComponent(body.replaceAll("+", " "))).toContain(first);
      expect(preview.artifacts).toEqual({ when: "always", paths: ["report.md"] });
    } finally {
      server.close();
    }
  });
});
