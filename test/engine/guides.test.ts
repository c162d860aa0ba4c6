import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readE24cloudSettings } from "../../provider/e24cloud/api/settings";
import { readWaldurSettings } from "../../provider/waldur/api/settings";
import { type Clouds, startClouds } from "./harness/clouds";
import { read, repository, snippets } from "./harness/pages";
import { succeeded, useEngine } from "./harness/stacks";

const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

/** Pages whose programs have tests of their own, or need the package of another provider. */
const others = ["attach-to-servers.md", "migrate-from-terraform.md", "several-stacks.md", "review-in-ci.md"];
const guides = readdirSync(join(repository, "docs/guides")).filter((file) => !others.includes(file));
const pages = [
  "docs/installation-configuration.md",
  "docs/reference/presets.md",
  ...guides.map((file) => `docs/guides/${file}`),
];
const programs = pages.flatMap((page) =>
  snippets(read(page), "ts").map((source, index) => [page, index + 1, source] as const),
);
const manifest = { "Pulumi.yaml": "name: guides\nruntime: nodejs\n" };

test("the guides have programs", () => expect(programs.length).toBeGreaterThanOrEqual(8));

test.each(programs)(
  "%s, program %d goes up and has nothing to do the second time",
  async (_page, _number, source) => {
    const { apiUrl, token, tenantUuid: tenant } = clouds.waldur;
    const project = engine.project({ "index.ts": source, ...manifest });
    const staging = { secret: JSON.stringify({ apiUrl, token, tenant }) };
    const config = { ...clouds.config, "guides:staging": staging };
    const stack = await engine.openStack({ project: project.folder, config });
    succeeded(await stack.up());
    succeeded(await stack.up({ expectNoChanges: true }));
  },
);

test("the setting for several stacks gives groups the stack's name", async () => {
  const [setting = ""] = snippets(read("docs/guides/several-stacks.md"), "yaml");
  const project = engine.project({
    "index.ts": 'import * as waldur from "pulumi-security-groups/waldur"; new waldur.SecurityGroup("web");',
    "Pulumi.staging.yaml": setting,
    ...manifest,
  });
  const stack = await engine.openStack({ project: project.folder, stack: "staging", config: clouds.config });
  succeeded(await stack.up());
  const { edits, tenantUuid } = clouds.waldur;
  expect(edits.groups(tenantUuid).map(({ name }) => name)).toContain("staging-web");
});

/** Runs a file of tests under jest, as a project of its own has it. */
function underJest(tests: string) {
  const transform = { "\\.js$": ["@swc/jest", { jsc: { parser: { syntax: "ecmascript" } } }] };
  const { folder } = engine.project({
    "firewall.test.js": tests,
    "jest.config.json": JSON.stringify({ transform, transformIgnorePatterns: ["/node_modules/"] }),
  });
  const jest = [join(folder, "node_modules/jest/bin/jest.js"), "--verbose"];
  return spawnSync(process.execPath, jest, { cwd: folder, encoding: "utf8" });
}

test("the unit test of the guide passes under jest, word by word", () => {
  const [snippet = ""] = snippets(read("docs/guides/testing.md"), "js");
  const { status, stderr } = underJest(snippet);
  expect(status === 0 ? "" : stderr).toBe("");
  expect(stderr).toContain("1 passed");
});

test("a matcher that is not awaited fails its test and no other, and the process does not end before them", () => {
  const query = '{ tcp: 22, from: "anywhere" }';
  const { stderr } = underJest(`
    import { securityGroupMatchers } from "pulumi-security-groups/testing";
    expect.extend(securityGroupMatchers);
    const none = { waldur: [] };
    const later = { waldur: new Promise((resolve) => setTimeout(resolve, 50, [])) };
    test("awaits", () => expect(none).not.toAllow(${query}));
    test("forgets", () => void expect(none).toAllow(${query}));
    test("returns", () => expect(none).not.toAllow(${query}));
    test("forgets what takes a while", () => void expect(later).toAllow(${query}));
    test("awaits again", () => expect(none).not.toAllow(${query}));
    test("forgets in the end", () => void expect(none).toAllow(${query}));
  `);
  const results = [...stderr.matchAll(/^ *([✓✕]) ([a-z ]*[a-z])/gm)].map(
    ([, mark, name]) => `${mark} ${name}`,
  );
  expect(results).toEqual([
    "✓ awaits",
    "✕ forgets",
    "✓ returns",
    "✕ forgets what takes a while",
    "✓ awaits again",
    "✕ forgets in the end",
  ]);
  expect(stderr).toContain("toAllow was not awaited: write await expect(…).toAllow(…)");
});

test("the settings of the page are those that there are", () => {
  const page = read("docs/installation-configuration.md");
  const asked = new Set<string>();
  const config = { get: (key: string) => (asked.add(key), undefined) };
  for (const settings of [readWaldurSettings, readE24cloudSettings]) expect(() => settings(config)).toThrow();
  for (const key of asked) {
    const [cloud = "", name = ""] = key.split(":");
    expect(page).toMatch(new RegExp(`\`(${cloud}:)?${name}\``));
  }
  const variables = [...page.matchAll(/`((?:WALDUR|E24CLOUD)_\w+)`/g)].map(([, variable]) => variable);
  expect(new Set(variables).size).toBe(7);
});
