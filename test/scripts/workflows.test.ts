import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const repository = resolve(__dirname, "../..");
const folder = join(repository, ".github", "workflows");
const { scripts } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

const step = z.object({ run: z.string().optional(), uses: z.string().optional() });
const job = z.object({
  steps: z.array(step).default([]),
  uses: z.string().optional(),
  needs: z.union([z.string(), z.array(z.string())]).optional(),
  permissions: z.record(z.string(), z.string()).optional(),
  strategy: z.object({ matrix: z.object({ node: z.array(z.number()) }) }).optional(),
});
const workflow = z.object({
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(z.string(), job),
});

const workflows = new Map(
  readdirSync(folder).map((name) => [name, workflow.parse(parse(readFileSync(join(folder, name), "utf8")))]),
);
const named = (name: string) => {
  const found = workflows.get(name);
  if (found === undefined) throw new Error(`no workflow ${name}`);
  return found;
};
const jobs = () => [...workflows.values()].flatMap(({ jobs }) => Object.values(jobs));
const commands = (name: string) =>
  Object.values(named(name).jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));

test("every npm script that a workflow calls exists", () => {
  const called = [...workflows.keys()]
    .flatMap(commands)
    .flatMap((command) => [...command.matchAll(/npm (?:run (?:--silent )?)?([\w:-]+)/g)])
    .map(([, name = ""]) => name)
    .filter((name) => !["ci", "audit", "publish", "pkg"].includes(name));
  expect(called).toEqual(expect.arrayContaining(["test", "test:matrix", "sbom"]));
  expect(called.filter((name) => !(name in scripts))).toEqual([]);
});

test("what the package brings with it is looked up among the known vulnerabilities", () => {
  expect(commands("ci.yml")).toContain("npm audit --omit=dev");
});

test("actions are pinned by their commit, and workflows that are called can be", () => {
  const used = jobs().flatMap(({ uses, steps }) => [uses, ...steps.map((one) => one.uses)]);
  const [called, actions] = [/^\.\//, /^[^.]/].map((kind) => used.filter((one) => kind.test(one ?? "")));
  expect(called).toEqual(["./.github/workflows/ci.yml"]);
  expect(named("ci.yml").on).toHaveProperty("workflow_call");
  expect(actions?.length).toBeGreaterThan(5);
  for (const action of actions ?? []) expect(action).toMatch(/^actions\/[\w-]+@[0-9a-f]{40}$/);
});

test("the matrix has the versions that npm run test:matrix knows", () => {
  const matrix = named("ci.yml").jobs["matrix"]?.strategy?.matrix.node;
  const script = readFileSync(join(repository, "scripts/test-matrix.mjs"), "utf8");
  expect(script).toContain(`const versions = [${matrix?.join(", ")}];`);
});

test("the newest SDK of Pulumi is tried weekly", () => {
  const weekly = z.object({
    schedule: z.tuple([z.object({ cron: z.stringFormat("weekly", /^\d+ \d+ \* \* [0-6]$/) })]),
  });
  expect(() => weekly.parse(named("ci.yml").on)).not.toThrow();
});

test("a release is tested, published with provenance, and comes with its bill of materials", () => {
  const { publish } = named("release.yml").jobs;
  expect(publish).toMatchObject({ needs: "test", permissions: { "id-token": "write" } });
  // What a dependency runs while it is installed could publish, too.
  const installed = (publish?.steps ?? []).flatMap(({ run }) => run?.match(/^npm (ci|install)\b.*/gm) ?? []);
  expect(installed).toEqual(["npm ci --ignore-scripts"]);
  const release = commands("release.yml").join("\n");
  expect(release).toMatch(/^npm publish .*--provenance/m);
  expect(release).toMatch(/^gh release create .*sbom/m);
});

test("nothing but the release may write, and no secret is used", () => {
  for (const [name, { permissions }] of workflows) {
    expect({ name, permissions }).toEqual({ name, permissions: { contents: "read" } });
  }
  const text = [...workflows.keys()].map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
  expect(text).not.toContain("secrets.");
});
