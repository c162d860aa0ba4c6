import { type Clouds, startClouds } from "./harness/clouds";
import { PackedPackage } from "./harness/packed";
import { steps, succeeded, useEngine } from "./harness/stacks";

const engine = useEngine();
let clouds: Clouds;
let packed: PackedPackage;
beforeAll(async () => {
  clouds = await startClouds();
  packed = new PackedPackage();
});
afterAll(async () => {
  packed.remove();
  await clouds.close();
});

test("the tarball holds what a user needs and nothing else", () => {
  const rooms = packed.files.map((path) => /^(dist\/[^/]+|docs|examples)(?=\/)|.*/.exec(path)?.[0]);
  expect([...new Set(rooms)].sort()).toEqual([
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "SECURITY.md",
    "dist/cli",
    "dist/components",
    "dist/provider",
    "dist/sandbox",
    "dist/testing",
    "docs",
    "examples",
    "package.json",
    "sandbox/README.md",
  ]);
  const pages = packed.files.filter((path) => /^(docs|examples)\//.test(path));
  expect(pages.filter((path) => !path.endsWith(".md"))).toEqual([]);
  expect(packed.files.filter((path) => path.startsWith("dist/") && !/\.(js|d\.ts)$/.test(path))).toEqual([]);
});

test("it works when installed into an empty project: up, nothing to do, destroy", async () => {
  const project = packed.installedIn({
    "package.json": JSON.stringify({ name: "own-project", private: true, main: "index.js" }),
    "Pulumi.yaml": "name: own-project\nruntime: nodejs\n",
    "index.js": `
      const waldur = require("pulumi-security-groups/waldur");
      const e24cloud = require("pulumi-security-groups/e24cloud");
      exports.web = new waldur.SecurityGroup("packed-web", { rules: waldur.allow.https() }).id;
      exports.edge = new e24cloud.FirewallGroup("packed-edge", { rules: e24cloud.allow.https() }).id;`,
  });
  try {
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
