import type { OperationResult } from "../../scripts/runner/stack";
import { type Clouds, program, startClouds } from "./harness/clouds";
import { steps, succeeded, useEngine } from "./harness/stacks";

const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

const web = (rules: string, more = "") => `
  export const web = new waldur.SecurityGroup("web", {
    description: "public web servers",
    rules: [${rules}],
    ${more}
  }).id;`;
const edge = (rules: string) => `
  export const edge = new e24cloud.FirewallGroup("edge", {
    rules: [${rules}],
    virtualMachines: ${JSON.stringify(clouds.e24cloud.virtualMachines.slice(0, 1))},
    users: ${JSON.stringify(clouds.e24cloud.users.slice(0, 1))},
    resources: ${JSON.stringify(clouds.e24cloud.resources.slice(0, 1))},
    active: true,
  }).id;`;

/** Ten rules, so that one more or less is not everything. */
const tenPorts = Array.from(
  { length: 10 },
  (_, n) => `{ protocol: "tcp", ports: ${8000 + n}, cidr: "10.0.0.0/8" }`,
);
const edgeRules = ["...e24cloud.allow.https()", "...e24cloud.allow.dhcp()", "...e24cloud.allow.egress()"];

/** The keys of rules that come (`+`), go (`-`) and change (`~`), as the engine prints them. */
function shownRules({ stdout }: OperationResult): string[] {
  const lines = [...stdout.matchAll(/^\s*([+~-])\s*"?((?:ingress|egress) [^":]*(?::[^":]*)*?)"?\s*:/gm)];
  return [...new Set(lines.map(([, mark, key]) => `${mark} ${key?.trim()}`))].sort();
}

const kinds = (result: OperationResult) =>
  steps(result)
    .filter(({ type }) => type !== "pulumi:pulumi:Stack")
    .map(({ op }) => op)
    .sort();

test("one up manages both clouds, from nothing to nothing", async () => {
  const project = engine.project({ "index.ts": program(web(tenPorts.join()), edge(edgeRules.join())) });
  const stack = await engine.openStack({ project: project.folder, config: clouds.config });

  clouds.forget();
  expect(kinds(succeeded(await stack.preview()))).toEqual(["create", "create"]);
  expect(clouds.writes()).toEqual([]);

  succeeded(await stack.up());
  const outputs = await stack.outputs();
  const [webId, edgeId] = [String(outputs["web"]), String(outputs["edge"])];
  expect(clouds.waldur.edits.group(webId).rules).toHaveLength(10);
  const attached = clouds.e24cloud.secondWriter.groups().find(({ id }) => id === edgeId);
  expect(attached).toMatchObject({ name: "edge", active: true });

  clouds.forget();
  expect(kinds(succeeded(await stack.up({ expectNoChanges: true })))).toEqual(["same", "same"]);
  expect(clouds.writes()).toEqual([]);

  // The same rules in another order are the same rules.
  project.write({
    "index.ts": program(web(tenPorts.toReversed().join()), edge(edgeRules.toReversed().join())),
  });
  succeeded(await stack.preview({ expectNoChanges: true }));

  // One more, inserted first, and one less: the preview names these two and nothing else.
  const edited = ["...waldur.allow.https({ from: '192.0.2.0/24' })", ...tenPorts.slice(1)];
  project.write({ "index.ts": program(web(edited.join()), edge(edgeRules.join())) });
  const preview = succeeded(await stack.preview({ diff: true }));
  expect(shownRules(preview)).toEqual([
    "+ ingress IPv4 tcp 443 from 192.0.2.0/24",
    "- ingress IPv4 tcp 8000 from 10.0.0.0/8",
  ]);
  expect(preview.stderr).toContain(
    "web: opens tcp 443 from 192.0.2.0/24; closes tcp 8000 from 10.0.0.0/8; gap-free",
  );

  clouds.forget();
  succeeded(await stack.up());
  expect(clouds.writes()).toEqual([
    "POST /api/openstack-security-groups/ID/set_rules/",
    // Whether OpenStack has deleted the rule.
    "POST /api/openstack-security-groups/ID/pull/",
  ]);
  const openstack = clouds.waldur.log.entries({ level: "openstack" });
  expect(openstack.filter(({ method, path }) => method === "POST" && path.includes("rules"))).toHaveLength(1);
  expect(openstack.filter(({ method, path }) => method === "DELETE" && path.includes("rules"))).toHaveLength(
    1,
  );

  // One rule changed at e24cloud is one update.
  const other = ["{ direction: 'in', protocol: 'tcp', ports: '443-444' }", ...edgeRules.slice(1)];
  project.write({ "index.ts": program(web(edited.join()), edge(other.join())) });
  clouds.forget();
  succeeded(await stack.up());
  expect(clouds.writes()).toEqual(["POST /v2/groups/ID/group-update-rule"]);

  expect(kinds(succeeded(await stack.destroy()))).toEqual(["delete", "delete"]);
  expect(() => clouds.waldur.edits.group(webId)).toThrow();
  expect(clouds.e24cloud.secondWriter.groups().map(({ id }) => id)).not.toContain(edgeId);
});

test("one rule added to a group of ten: OpenStack sees one rule created and none deleted", async () => {
  const project = engine.project({ "index.ts": program(web(tenPorts.join())) });
  const stack = await engine.openStack({ project: project.folder, config: clouds.config });
  succeeded(await stack.up());

  project.write({ "index.ts": program(web(["...waldur.allow.ssh({ from: 'self' })", ...tenPorts].join())) });
  clouds.forget();
  succeeded(await stack.up());
  expect(clouds.writes()).toEqual(["POST /api/openstack-security-groups/ID/set_rules/"]);
  const rules = clouds.waldur.log
    .entries({ level: "openstack" })
    .filter(({ path }) => path.includes("rules"));
  // One rule for each family.
  expect(rules.filter(({ method }) => method === "POST")).toHaveLength(2);
  expect(rules.filter(({ method }) => method === "DELETE")).toHaveLength(0);
  succeeded(await stack.destroy());
});

test("a change made by hand is found by refresh, rule by rule, and undone by up", async () => {
  const project = engine.project({
    "index.ts": program(web(tenPorts.slice(0, 3).join()), edge(edgeRules.join())),
  });
  const stack = await engine.openStack({ project: project.folder, config: clouds.config });
  succeeded(await stack.up());
  const outputs = await stack.outputs();
  const [webId, edgeId] = [String(outputs["web"]), String(outputs["edge"])];

  clouds.waldur.edits.addRule(webId, { protocol: "tcp", port_range_min: 23, port_range_max: 23 });
  clouds.waldur.edits.removeRules(webId, { port_range_min: 8000 });
  await clouds.waldur.edits.backgroundPull();
  clouds.e24cloud.secondWriter.change(edgeId, "group-add-rule", {
    direction: "IN",
    protocol: "UDP",
    min_port: 53,
    max_port: 53,
  });

  const refresh = succeeded(await stack.refresh({ diff: true }));
  expect(shownRules(refresh)).toEqual([
    "+ ingress IPv4 tcp 23 from 0.0.0.0/0",
    "+ ingress udp 53 from anywhere",
    "- ingress IPv4 tcp 8000 from 10.0.0.0/8",
  ]);
  succeeded(await stack.up());
  const ports = clouds.waldur.edits.group(webId).rules.map((rule) => rule.port_range_min);
  expect(ports.sort()).toEqual([8000, 8001, 8002]);
  succeeded(await stack.up({ expectNoChanges: true, refresh: true }));
  succeeded(await stack.destroy());
});

test("under ignoreChanges the rules of the server stay", async () => {
  const source = (rules: string) => `
    new waldur.SecurityGroup("kept", { rules: [${rules}] }, { ignoreChanges: ["rules"] });`;
  const project = engine.project({ "index.ts": program(source(tenPorts.slice(0, 2).join())) });
  const stack = await engine.openStack({ project: project.folder, config: clouds.config });
  succeeded(await stack.up());
  project.write({ "index.ts": program(source(tenPorts.slice(5).join())) });
  succeeded(await stack.up({ expectNoChanges: true }));
  // One rule by its key, which stays although the program has others.
  const one = `
    const ignoreChanges = ['rules["ingress IPv4 tcp 8000 from 0.0.0.0/0"]'];
    new waldur.SecurityGroup("kept", { rules: [${tenPorts[5]}] }, { ignoreChanges });`;
  project.write({ "index.ts": program(one) });
  succeeded(await stack.up());
  const [group] = clouds.waldur.edits
    .groups(clouds.waldur.tenantUuid)
    .filter(({ name }) => name.startsWith("kept"));
  expect(group?.rules.map((rule) => rule.port_range_min).sort()).toEqual([8000, 8005]);
  succeeded(await stack.destroy());
});
