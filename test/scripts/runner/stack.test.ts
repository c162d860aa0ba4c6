import { readdirSync, readFileSync } from "node:fs";
import type { OperationResult, Step } from "../../../scripts/runner/stack";
import { hasLanguageHost } from "../../../scripts/runner/find-cli";
import { steps, succeeded, useEngine } from "../../engine/harness/stacks";

const engine = useEngine();

const program = (parts: readonly string[]) => `
  import * as pulumi from "@pulumi/pulumi";
  const config = new pulumi.Config();
  class Part extends pulumi.ComponentResource {
    constructor(name: string) {
      super("test:index:Part", name, { size: config.get("size") });
      this.registerOutputs();
    }
  }
  for (const name of ${JSON.stringify(parts)}) new Part(name);
  export const size = config.get("size");
  export const token = config.getSecret("token");
`;

const manifest = {
  "Pulumi.yaml": "name: parts\nruntime: nodejs\n",
  "Pulumi.prod.yaml": "config:\n  parts:size: large\n",
};

const modes = ["inline", ...(hasLanguageHost(process.env.PULUMI_CLI ?? "") ? ["cli" as const] : [])] as const;

test.each(modes)(
  "a program goes up, is left alone when nothing changed, and is destroyed (%s)",
  async (mode) => {
    const project = engine.project({ ...manifest, "index.ts": program(["one"]) });
    const stack = await engine.openStack({ project: project.folder, mode });
    expect(succeeded(await stack.preview()).summary).toEqual({ create: 2 });
    expect(succeeded(await stack.up()).summary).toEqual({ create: 2 });
    expect(succeeded(await stack.preview({ expectNoChanges: true })).summary).toEqual({ same: 2 });
    expect(succeeded(await stack.refresh()).summary).toEqual({ same: 2 });
    expect(succeeded(await stack.destroy()).summary).toEqual({ delete: 2 });
  },
);

test("each operation runs the program as it then is", async () => {
  const project = engine.project({
    "package.json": '{ "name": "letters" }',
    "index.ts": `import { names } from "./names";\n${program([])}\nnames.forEach((name) => new Part(name));`,
    "names.ts": 'export const names = ["a"];',
  });
  const stack = await engine.openStack({ project: project.folder });
  succeeded(await stack.up());
  project.write({ "names.ts": 'export const names = ["b"];' });
  const edit = succeeded(await stack.up());
  expect(edit.summary).toEqual({ create: 1, delete: 1, same: 1 });
  expect(steps(edit).map(({ op, urn }) => `${op} ${urn}`)).toEqual(
    expect.arrayContaining([
      "create urn:pulumi:dev::letters::test:index:Part::b",
      "delete urn:pulumi:dev::letters::test:index:Part::a",
    ]),
  );
});

test("config comes from the stack's file and on top of it, secrets encrypted, and no file of the project changes", async () => {
  const project = engine.project({ ...manifest, "index.ts": program(["one"]) });
  const before = contents(project.folder);
  const stack = await engine.openStack({
    project: project.folder,
    stack: "prod",
    config: { token: { secret: "open-sesame" } },
  });
  succeeded(await stack.up());
  expect(await stack.outputs()).toEqual({ size: "large", token: "open-sesame" });
  expect(stack.stateFile()).toContain('"size":"large"');
  expect(stack.stateFile()).not.toContain("open-sesame");

  await stack.configure({ size: "small" });
  succeeded(await stack.up());
  expect(await stack.outputs()).toMatchObject({ size: "small" });
  expect(contents(project.folder)).toEqual(before);
});

test("a program in a folder of its own runs there, with the stack files that its project names", async () => {
  const project = engine.project({
    "Pulumi.yaml": "name: parts\nruntime: nodejs\nmain: app\nstackConfigDir: settings\n",
    "settings/Pulumi.dev.yaml": "config:\n  parts:size: medium\n",
    "app/package.json": '{ "main": "program.js" }',
    "app/program.js": `
      const { Config } = require("@pulumi/pulumi");
      module.exports = async () => ({ cwd: process.cwd(), size: new Config().require("size") });
    `,
  });
  const stack = await engine.openStack({ project: project.folder });
  succeeded(await stack.up());
  expect(await stack.outputs()).toEqual({ cwd: `${project.folder}/app`, size: "medium" });
});

test("a failure is a result that says why, and the stack can be used again", async () => {
  const project = engine.project({ "index.ts": 'throw new Error("no such luck");' });
  const stack = await engine.openStack({ project: project.folder });
  const failed = await stack.up();
  expect(failed).toMatchObject({ ok: false, error: expect.stringContaining("no such luck") as string });
  expect(() => succeeded(failed)).toThrow("no such luck");

  project.write({ "index.ts": program([]) });
  succeeded(await stack.up());
  const changed = await stack.preview({ expectNoChanges: true, refresh: true });
  expect(changed.ok).toBe(true);
  project.write({ "index.ts": program(["one"]) });
  expect(await stack.preview({ expectNoChanges: true })).toMatchObject({
    ok: false,
    error: expect.stringContaining("no changes were expected") as string,
  });
});

test("the caller's own accounts do not reach the program, those given do, and nothing is kept in the home folder", async () => {
  process.env.WALDUR_ACCESS_TOKEN = "a token of somebody";
  try {
    const project = engine.project({
      "index.ts": "export const { WALDUR_ACCESS_TOKEN: token = null, WALDUR_API_URL: url } = process.env;",
    });
    const stack = await engine.openStack({
      project: project.folder,
      env: { WALDUR_API_URL: "http://127.0.0.1:1/", HOME: project.folder },
    });
    succeeded(await stack.up());
    expect(await stack.outputs()).toEqual({ token: null, url: "http://127.0.0.1:1/" });
    expect(readdirSync(project.folder).sort()).toEqual(["index.ts", "node_modules"]);
  } finally {
    delete process.env.WALDUR_ACCESS_TOKEN;
  }
});

test("stacks that share a process each find their own environment and folder, side by side too", async () => {
  const open = (name: string, env: Record<string, string>) => {
    const project = engine.project({
      "package.json": JSON.stringify({ name }),
      "index.ts":
        "export const { E24CLOUD_REGION: region = null } = process.env;\nexport const cwd = process.cwd();",
    });
    return engine.openStack({ project: project.folder, env });
  };
  const [first, second] = await Promise.all([open("one", { E24CLOUD_REGION: "poznan-2" }), open("two", {})]);
  for (const round of await Promise.all([first.up(), second.up(), first.up()])) succeeded(round);
  const [one, two] = await Promise.all([first.outputs(), second.outputs()]);
  expect(one).toMatchObject({ region: "poznan-2" });
  expect(two).toMatchObject({ region: null });
  expect(one["cwd"]).not.toBe(two["cwd"]);
});

test("targets and replacements name resources by URN", async () => {
  const project = engine.project({
    "package.json": '{ "name": "parts" }',
    "index.ts": program(["one", "two"]),
  });
  const stack = await engine.openStack({ project: project.folder });
  const target = ["urn:pulumi:dev::parts::test:index:Part::two"];
  const created = ({ op }: Step) => op === "create";
  const urns = (result: OperationResult) =>
    steps(succeeded(result))
      .filter(created)
      .map(({ urn }) => urn);
  expect(urns(await stack.up({ target }))).toEqual([
    "urn:pulumi:dev::parts::pulumi:pulumi:Stack::parts-dev",
    ...target,
  ]);
  expect(urns(await stack.up({ parallel: 1 }))).toEqual(["urn:pulumi:dev::parts::test:index:Part::one"]);
});

test("a project without a program is refused", async () => {
  const project = engine.project({ "package.json": '{ "name": "nothing" }' });
  await expect(engine.openStack({ project: project.folder })).rejects.toThrow("has no Pulumi program");
});

function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(files.map(({ name }) => [name, readFileSync(`${folder}/${name}`, "utf8")]));
}
