import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Config } from "../../scripts/runner/stack";
import { type Clouds, startClouds } from "./harness/clouds";
import { commandsOnCopies, useCopies } from "./harness/copies";
import { run } from "./harness/packed";
import { succeeded, useEngine } from "./harness/stacks";

/** Each example as somebody has it who copies its folder and installs the package as it is published. */

const engine = useEngine();
const copies = useCopies();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

const examples = resolve(__dirname, "../../examples");
const open = (example: string, stack = "dev", config: Config = {}) =>
  engine.openStack({
    project: copies.installed(example),
    stack,
    config: { ...clouds.config, ...config },
  });

/** Rules of a Waldur group, as OpenStack has them: `ingress tcp 443-443 0.0.0.0/0` or `egress any IPv4`, sorted. */
function openstackRules(group: unknown): string[] {
  const { rules } = clouds.waldur.edits.group(String(group));
  return rules
    .map((rule) => {
      const ports = rule.port_range_min === null ? [] : [`${rule.port_range_min}-${rule.port_range_max}`];
      const peer = rule.remote_ip_prefix ?? rule.remote_group_id ?? rule.ethertype;
      return [rule.direction, rule.protocol ?? "any", ...ports, peer].join(" ");
    })
    .sort();
}

const names = () => ({
  waldur: clouds.waldur.edits
    .groups(clouds.waldur.tenantUuid)
    .map(({ name }) => name)
    .sort(),
  e24cloud: clouds.e24cloud.secondWriter
    .groups()
    .map(({ name }) => name)
    .sort(),
});

const nodeExamples = readdirSync(examples).filter((name) => existsSync(join(examples, name, "package.json")));

test("each example compiles in a copy", () => {
  const all = nodeExamples.map((example) => copies.installed(example));
  const typed = all.filter((copy) => existsSync(join(copy, "tsconfig.json")));
  expect(typed.length).toBeGreaterThan(3);
  // One process, which reads the types that they share once.
  run(
    typed[0] ?? "",
    process.execPath,
    join(examples, "../node_modules/typescript-7/bin/tsc"),
    "--build",
    ...typed,
  );
});

test.each(nodeExamples)("%s is run in a copy by the command of its page", (example) => {
  expect(commandsOnCopies(example)[1]).toBe(example === "unit-tests" ? "npm test" : "pulumi up");
});

test.each(["javascript", "unit-tests"])("%s: up, nothing to do, destroy", async (example) => {
  const stack = await open(example);
  succeeded(await stack.up());
  clouds.forget();
  succeeded(await stack.up({ expectNoChanges: true }));
  expect(clouds.writes()).toEqual([]);
  succeeded(await stack.destroy());
});

test("quickstart, stack prod: up, nothing to do, destroy", async () => {
  const before = names();
  const stack = await open("quickstart", "prod");
  succeeded(await stack.up());
  expect(names()).not.toEqual(before);

  clouds.forget();
  succeeded(await stack.up({ expectNoChanges: true }));
  expect(clouds.writes()).toEqual([]);

  succeeded(await stack.destroy());
  expect(names()).toEqual(before);
});

test.each([
  ["dev", ["198.51.100.0/24"]],
  ["staging", ["198.51.100.0/24", "203.0.113.0/24"]],
  ["prod", ["0.0.0.0/0", "::/0"]],
])(
  "tiered-application, stack %s: who sees it depends on the stack, what the tiers may do does not",
  async (name, audience) => {
    const stack = await open("tiered-application", name);
    succeeded(await stack.up());
    const { groups } = await stack.outputs();
    const { web, app, database } = groups as Record<string, string>;
    const ingress = (group: unknown) => openstackRules(group).filter((rule) => rule.startsWith("ingress"));
    expect({ app: ingress(app).length, database: openstackRules(database).length }).toEqual({
      app: 2,
      database: 6,
    });
    expect(ingress(web).filter((rule) => rule.startsWith("ingress tcp 443-443"))).toEqual(
      audience.map((network) => `ingress tcp 443-443 ${network}`),
    );
  },
);

test("two-clouds: the preview lists what e24cloud can't express, and both clouds have the rest", async () => {
  const stack = await open("two-clouds");
  const { stdout } = succeeded(await stack.preview());
  const losses = [...stdout.matchAll(/web-e24cloud on e24cloud: (\S+ \(.*?\)|\S+ keeps no \w+)/g)].map(
    ([, what]) => what,
  );
  expect([...new Set(losses)]).toEqual([
    "ingress[2] (tcp 7946 from this group)",
    "ingress[2] (udp 7946 from this group)",
    "e24cloud keeps no descriptions",
  ]);
  expect(stdout).not.toContain("web-waldur on waldur");

  succeeded(await stack.up());
  const { waldurGroup, e24cloudGroup } = await stack.outputs();
  expect(openstackRules(waldurGroup)).toContain("ingress tcp 443-443 0.0.0.0/0");
  const group = clouds.e24cloud.secondWriter.groups().find(({ id }) => id === e24cloudGroup);
  expect(group).toMatchObject({ name: "web", active: true });
  clouds.forget();
  succeeded(await stack.up({ expectNoChanges: true }));
  expect(clouds.writes()).toEqual([]);
  succeeded(await stack.destroy());
});

test("adopt-existing: adopts the existing group, changes what differs, and leaves it there", async () => {
  const { edits, tenantUuid } = clouds.waldur;
  const anyone = { protocol: "tcp", remote_ip_prefix: "0.0.0.0/0" };
  const [web, legacy] = ["web", "legacy"].map((name) => {
    const { id } = edits.createGroup({ name, description: "made by hand" });
    edits.addRule(id, { ...anyone, port_range_min: 443, port_range_max: 443 });
    return edits.addRule(id, { ...anyone, port_range_min: 23, port_range_max: 23 });
  });
  await edits.backgroundPull();
  const edge = clouds.e24cloud.secondWriter.create("edge");
  const before = names();
  const kept = web?.rules.find(({ port_range_min }) => port_range_min === 443)?.id;

  const stack = await open("adopt-existing", "dev", {
    "security-groups-adopt-existing:legacyGroup": (await clouds.waldurId("legacy")) ?? "",
  });
  succeeded(await stack.up());
  expect(names()).toEqual(before);
  const outputs = await stack.outputs();
  expect(outputs).toMatchObject({ webGroup: await clouds.waldurId("web"), edgeGroup: edge.id });
  expect(openstackRules(outputs["webGroup"])).toEqual([
    "egress any IPv4",
    "egress any IPv6",
    "ingress tcp 443-443 0.0.0.0/0",
    "ingress tcp 443-443 ::/0",
  ]);
  // The rule that was right already is the same one still.
  expect(edits.group(String(outputs["webGroup"])).rules.map(({ id }) => id)).toContain(kept);
  expect(edits.group(String(outputs["legacyGroup"])).rules.map(({ id }) => id)).toEqual(
    legacy?.rules.map(({ id }) => id),
  );
  const ofTenant = edits.groups(tenantUuid).find(({ name }) => name === "default");
  const self = (direction: string) => ["IPv4", "IPv6"].map(() => `${direction} any ${ofTenant?.id}`);
  expect(openstackRules(outputs["defaultGroup"])).toEqual([...self("egress"), ...self("ingress")]);

  succeeded(await stack.up({ expectNoChanges: true }));
  succeeded(await stack.destroy());
  expect(names()).toEqual(before);
});

test("unit-tests: its own tests pass, and name the rule when the database is opened", () => {
  const folder = copies.installed("unit-tests");
  const tested = () => spawnSync("npm", ["test"], { cwd: folder, encoding: "utf8" });
  expect(tested()).toMatchObject({ status: 0, stderr: expect.stringContaining("4 passed") as unknown });

  const file = join(folder, "firewall.ts");
  const program = readFileSync(file, "utf8");
  writeFileSync(file, program.replace('from: [web, "self"]', 'from: [web, "self", "10.0.0.0/8"]'));
  const broken = tested();
  expect(broken.status).toBe(1);
  expect(broken.stderr).toContain("ingress IPv4 tcp 5432 from 10.0.0.0/8");
});

test("every example is run by a test, and says what it shows and how to run it", () => {
  // Those of Node.js are also found and run as copies; those in other languages next to the plugin's other tests.
  const tests = [
    __filename,
    join(__dirname, "modes/sdks.test.ts"),
    join(__dirname, "modes/documents.test.ts"),
    join(__dirname, "modes/generated-sdks.test.ts"),
  ];
  const here = tests.map((file) => readFileSync(file, "utf8")).join("");
  const folders = readdirSync(examples, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const all = folders.map(({ name }) => name);
  const isOfNode = (name: string) => existsSync(join(examples, name, "package.json"));
  for (const name of all.filter((one) => !isOfNode(one)))
    expect(here).toMatch(new RegExp(`"(examples/)?${name}"`));
  // The quickstart is what the project's own README is about.
  for (const name of all.filter((one) => one !== "quickstart")) {
    expect(readFileSync(join(examples, name, "README.md"), "utf8")).toContain("pulumi up");
  }
});
