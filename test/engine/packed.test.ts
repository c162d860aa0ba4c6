import { spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Clouds, startClouds } from "./harness/clouds";
import { Project } from "./harness/project";
import { steps, succeeded, useEngine } from "./harness/stacks";

const repository = resolve(__dirname, "../..");
const engine = useEngine();
let clouds: Clouds;
let folder: string;
let packed: { filename: string; files: { path: string }[] };

function npm(cwd: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync("npm", args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`npm ${args.join(" ")}\n${stdout}\n${stderr}`);
  return stdout;
}

beforeAll(async () => {
  clouds = await startClouds();
  folder = mkdtempSync(join(realpathSync(tmpdir()), "packed-"));
  [packed] = JSON.parse(
    npm(repository, "pack", "--json", "--ignore-scripts", "--pack-destination", folder),
  ) as [typeof packed];
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await clouds.close();
});

test("the tarball holds what a user needs and nothing else", () => {
  const rooms = new Set(
    packed.files.map(({ path }) =>
      path
        .split("/")
        .slice(0, 2)
        .join("/")
        .replace(/\/[^/]*\.\w+$/, ""),
    ),
  );
  expect([...rooms].sort()).toEqual([
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "dist/cli",
    "dist/components",
    "dist/provider",
    "dist/sandbox",
    "dist/testing",
    "package.json",
  ]);
  expect(packed.files.filter(({ path }) => /\.(js|d\.ts|md|json)$|LICENSE/.exec(path) === null)).toEqual([]);
});

test("it works when installed into an empty project: up, nothing to do, destroy", async () => {
  const project = new Project().write({
    "package.json": JSON.stringify({ name: "own-project", private: true, main: "index.js" }),
    "Pulumi.yaml": "name: own-project\nruntime: nodejs\n",
    "index.js": `
      const waldur = require("pulumi-security-groups/waldur");
      const e24cloud = require("pulumi-security-groups/e24cloud");
      exports.web = new waldur.SecurityGroup("packed-web", { rules: waldur.allow.https() }).id;
      exports.edge = new e24cloud.FirewallGroup("packed-edge", { rules: e24cloud.allow.https() }).id;`,
  });
  try {
    const tarball = join(folder, packed.filename);
    npm(
      project.folder,
      "install",
      "--prefer-offline",
      "--no-audit",
      "--no-fund",
      "@pulumi/pulumi@3.248.0",
      tarball,
    );
    const stack = await engine.openStack({ project: project.folder, config: clouds.config });
    succeeded(await stack.up());
    const { web } = await stack.outputs();
    expect(clouds.waldur.edits.group(String(web)).rules).toHaveLength(2);
    succeeded(await stack.up({ expectNoChanges: true }));
    const destroyed = steps(succeeded(await stack.destroy()));
    expect(destroyed.filter(({ op }) => op === "delete")).toHaveLength(3);
    await stack.close();
  } finally {
    project.remove();
  }
});
