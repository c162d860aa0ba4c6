import { type Clouds, startClouds } from "./harness/clouds";
import { installedIn, packedFiles } from "./harness/packed";
import { steps, succeeded, useEngine } from "./harness/stacks";

const engine = useEngine();
let clouds: Clouds;
beforeAll(async () => {
  clouds = await startClouds();
});
afterAll(async () => {
  await clouds.close();
});

test("the tarball holds what a user needs and nothing else", () => {
  const rooms = packedFiles.map((path) => /^(dist\/[^/]+|docs|internals|examples)(?=\/)|.*/.exec(path)?.[0]);
  expect([...new Set(rooms)].sort()).toEqual([
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "SECURITY.md",
    "dist/analysis",
    "dist/cli",
    "dist/components",
    "dist/intents",
    "dist/plugin",
    "dist/provider",
    "dist/sandbox",
    "dist/testing",
    "docs",
    "examples",
    "intents/intents.schema.json",
    "internals",
    "package.json",
    "sandbox/README.md",
  ]);
  const pages = packedFiles.filter((path) => /^(docs|internals|examples)\//.test(path));
  expect(pages.filter((path) => !path.endsWith(".md"))).toEqual([]);
  const odd = packedFiles.filter((path) => path.startsWith("dist/") && !/\.(js|js\.map|d\.ts)$/.test(path));
  // What is bundled for the page of `graph` comes with its licences, as the plugin does.
  expect(odd.filter((path) => !path.startsWith("dist/plugin/"))).toEqual(["dist/cli/graph/LICENCES.txt"]);
});

/** The same program in both kinds of modules. */
const programs = {
  CommonJS: {
    "package.json": JSON.stringify({ name: "own-project", private: true, main: "index.js" }),
    "index.js": `
      const waldur = require("pulumi-security-groups/waldur");
      const e24cloud = require("pulumi-security-groups/e24cloud");
      exports.web = new waldur.SecurityGroup("packed-web", { rules: waldur.allow.https() }).id;
      exports.edge = new e24cloud.FirewallGroup("packed-edge", { rules: e24cloud.allow.https() }).id;`,
  },
  "ES modules": {
    "package.json": JSON.stringify({ name: "own-project", private: true, main: "index.js", type: "module" }),
    "index.js": `
      import { SecurityGroup, allow } from "pulumi-security-groups/waldur";
      import * as e24cloud from "pulumi-security-groups/e24cloud";
      export const web = new SecurityGroup("packed-web", { rules: allow.https() }).id;
      export const edge = new e24cloud.FirewallGroup("packed-edge", { rules: e24cloud.allow.https() }).id;`,
  },
} as const;

test.each([
  ["npm", "CommonJS"],
  ["npm", "ES modules"],
  ["pnpm", "ES modules"],
  ["yarn", "CommonJS"],
] as const)(
  "installed by %s, a program of %s goes up, has nothing to do, is destroyed",
  async (client, kind) => {
    const files = { ...programs[kind], "Pulumi.yaml": "name: own-project\nruntime: nodejs\n" };
    const project = installedIn(files, { client });
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
  },
);
