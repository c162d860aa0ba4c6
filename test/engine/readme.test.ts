import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { readE24cloudSettings } from "../../provider/e24cloud/api/settings";
import { readWaldurSettings } from "../../provider/waldur/api/settings";
import { type Clouds, startClouds } from "./harness/clouds";
import { read, snippets as snippetsOf } from "./harness/pages";
import { succeeded, useEngine } from "./harness/stacks";

const readme = read("README.md");
const snippets = (language: string) => snippetsOf(readme, language);

const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

const projectName = "readme";
const manifest = { "Pulumi.yaml": `name: ${projectName}\nruntime: nodejs\n` };

async function stackOf(snippet: string) {
  const { apiUrl, token, tenantUuid: tenant } = clouds.waldur;
  const project = engine.project({ "index.ts": snippet, ...manifest });
  const staging = { secret: JSON.stringify({ apiUrl, token, tenant }) };
  const config = { ...clouds.config, [`${projectName}:staging`]: staging };
  return { project, stack: await engine.openStack({ project: project.folder, config }) };
}

test("the README has programs", () => expect(snippets("ts").length).toBeGreaterThanOrEqual(3));

/** Edits the first program, and looks for what the README shows of the preview. */
async function previewsAsShown(first: string, { project, stack }: Awaited<ReturnType<typeof stackOf>>) {
  expect(first.split("\n").filter((line) => line.trim() !== "")).toHaveLength(15);
  project.write({ "index.ts": first.replace("9100-9104", "9100-9110") });
  const preview = succeeded(await stack.preview({ diff: true }));
  const shown = (preview.stderr + preview.stdout)
    .replace(/\b[0-9a-f]{32}\b/g, "1f0c…")
    .replace(/ +(?=:)/g, "")
    .replace(/ +/g, " ");
  for (const line of (snippets("text")[0] ?? "nothing").trim().split("\n")) {
    expect(shown).toContain(line.trim().replace(/ +/g, " "));
  }
}

test.each(snippets("ts").map((snippet, index) => [index + 1, snippet] as const))(
  "program %d of the README goes up, has nothing to do the second time; the first is edited as shown, and destroyed",
  async (number, snippet) => {
    const { project, stack } = await stackOf(snippet);
    succeeded(await stack.up());
    succeeded(await stack.up({ expectNoChanges: true }));
    if (number > 1) return;
    await previewsAsShown(snippet, { project, stack });
    succeeded(await stack.destroy());
  },
);

test("the setting for several stacks in the README gives groups the stack's name", async () => {
  const [setting = ""] = snippets("yaml");
  const project = engine.project({
    "index.ts": 'import * as waldur from "pulumi-security-groups/waldur"; new waldur.SecurityGroup("web");',
    "Pulumi.staging.yaml": setting,
    ...manifest,
  });
  const stack = await engine.openStack({
    project: project.folder,
    stack: "staging",
    config: clouds.config,
  });
  succeeded(await stack.up());
  const { edits, tenantUuid } = clouds.waldur;
  expect(edits.groups(tenantUuid).map(({ name }) => name)).toContain("staging-web");
});

test("the unit test in the README passes under jest", () => {
  const [snippet = ""] = snippets("js");
  const database = `
    import * as pulumi from "@pulumi/pulumi";
    import * as waldur from "pulumi-security-groups/waldur";
    void pulumi.runtime.setMocks({
      call: ({ inputs }) => inputs,
      newResource: ({ name, inputs }) => ({ id: name + "_id", state: inputs }),
    });
    const rules = waldur.allow.postgresql({ from: "10.20.0.0/16" });
    const database = new waldur.SecurityGroup("database", { rules });`;
  const transform = { "\\.js$": ["@swc/jest", { jsc: { parser: { syntax: "ecmascript" } } }] };
  const { folder } = engine.project({
    "firewall.test.js": database + snippet,
    "jest.config.json": JSON.stringify({ transform, transformIgnorePatterns: ["/node_modules/"] }),
  });
  const { status, stderr } = spawnSync(process.execPath, [join(folder, "node_modules/jest/bin/jest.js")], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(status === 0 ? "" : stderr).toBe("");
  expect(stderr).toContain("1 passed");
});

test("the commands of the README exist", () => {
  const { scripts } = JSON.parse(read("package.json")) as {
    scripts: Record<string, string>;
  };
  const named = [...readme.matchAll(/npm (?:run )?(demo|test(?::\w+)?|bench)\b/g)].map(
    ([, name]) => name ?? "",
  );
  expect(new Set(named)).toEqual(
    new Set(["demo", "test", "test:unit", "test:watch", "test:matrix", "bench"]),
  );
  for (const name of named) expect(scripts).toHaveProperty([name]);
});

test("the settings in the README are those that there are", () => {
  const asked = new Set<string>();
  const config = { get: (key: string) => (asked.add(key), undefined) };
  for (const read of [readWaldurSettings, readE24cloudSettings]) expect(() => read(config)).toThrow();
  for (const key of asked) {
    const [cloud = "", name = ""] = key.split(":");
    expect(readme).toMatch(new RegExp(`\`(${cloud}:)?${name}\``));
  }
  const variables = [...readme.matchAll(/`((?:WALDUR|E24CLOUD)_\w+)`/g)].map(([, variable]) => variable);
  expect(new Set(variables).size).toBe(7);
});
