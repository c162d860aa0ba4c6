import { execFileSync, spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { engineEnvironment } from "../../scripts/runner/environment";
import { steps, succeeded, useEngine } from "./harness/stacks";

const repository = resolve(__dirname, "../..");
const pulumiPath = () =>
  spawnSync("npm", ["run", "--silent", "pulumi:path"], { cwd: repository, encoding: "utf8" });

const engine = useEngine();

test("npm run pulumi:path prints the path of a working command line and nothing else", () => {
  const { stdout, status } = pulumiPath();
  expect(status).toBe(0);
  expect(stdout).toMatch(/^\S+pulumi\n$/);
  const env = engineEnvironment(engine.project({}).folder, stdout.trim());
  expect(execFileSync(stdout.trim(), ["version"], { encoding: "utf8", env })).toMatch(/^v3\.\d+\.\d+/);
});

test("a second set-up finds what the first one left, and makes nothing", () => {
  const cli = pulumiPath().stdout.trim();
  const before = statSync(cli);
  const second = pulumiPath();
  expect(second.stdout.trim()).toBe(cli);
  expect(second.stderr).toBe("");
  expect(statSync(cli)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
});

test("a program with a dynamic resource goes up, is left alone when nothing changed, and is destroyed", async () => {
  const project = engine.project({
    "notes.js": `
      const outs = (inputs) => ({ id: "note", outs: inputs });
      exports.notes = { create: async (inputs) => outs(inputs), update: async (id, olds, news) => outs(news) };
    `,
    "index.ts": `
      import * as pulumi from "@pulumi/pulumi";
      class Note extends pulumi.CustomResource {
        declare readonly text: pulumi.Output<string>;
        constructor(name: string, text: string, parent: pulumi.Resource) {
          const __provider = 'exports.handler = () => require(process.cwd() + "/notes.js").notes;';
          super("pulumi-nodejs:dynamic/test:Note", name, { text, __provider }, { parent });
        }
      }
      class Notebook extends pulumi.ComponentResource {
        readonly first = new Note("first", "hello", this);
        constructor(name: string) {
          super("test:index:Notebook", name);
          this.registerOutputs();
        }
      }
      export const { text } = new Notebook("book").first;
    `,
  });
  const stack = await engine.openStack({ project: project.folder });
  const preview = succeeded(await stack.preview());
  expect(steps(preview).map(({ op, type }) => [op, type])).toEqual([
    ["create", "pulumi:pulumi:Stack"],
    ["create", "test:index:Notebook"],
    ["create", "pulumi-nodejs:dynamic/test:Note"],
  ]);
  const up = succeeded(await stack.up());
  expect(up.stdout + up.stderr).not.toContain("warning");
  expect(await stack.outputs()).toEqual({ text: "hello" });
  expect(succeeded(await stack.up({ expectNoChanges: true })).summary).toEqual({ same: 3 });
  expect(succeeded(await stack.destroy()).summary).toEqual({ delete: 3 });
});
