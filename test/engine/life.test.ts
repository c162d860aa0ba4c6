import { UNKNOWN } from "../../provider/rules/rule-map";
import type { OperationResult } from "../../scripts/runner/stack";
import { type Clouds, program, startClouds } from "./harness/clouds";
import { steps, succeeded, useEngine } from "./harness/stacks";

const engine = useEngine();
let clouds: Clouds;
beforeAll(async () => {
  clouds = await startClouds();
});
afterAll(() => clouds.close());

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

/** Its rules never change once it is made. */
const kept = (rules: readonly string[]) => `
  new waldur.SecurityGroup("kept", { rules: [${rules.join()}] }, { ignoreChanges: ["rules"] });`;

/** It has some rules; later one of them, named by its key, stays although the program has others. */
const partly = {
  before: `new waldur.SecurityGroup("partly", { rules: [${tenPorts.slice(0, 2).join()}] });`,
  after: `
    const ignoreChanges = ['rules["ingress IPv4 tcp 8000 from 10.0.0.0/8"]'];
    new waldur.SecurityGroup("partly", { rules: [${tenPorts[5]}] }, { ignoreChanges });`,
};

/** A group whose rules are a resource of their own, and name another group. */
const base = `
  const base = new waldur.SecurityGroup("base", { name: "from elsewhere" });
  const rules = [{ protocol: "tcp", ports: 5432, remoteGroup: web }];
  export const baseRules = new waldur.SecurityGroupRules("baseRules", { securityGroup: base.id, rules }).id;
  export const baseId = base.id;`;

/** The keys of rules that come (`+`), go (`-`) and change (`~`), as the engine prints them. */
function shownRules({ stdout }: OperationResult): string[] {
  const lines = [...stdout.matchAll(/^\s*([+~-])\s*"?((?:ingress|egress) [^":]*(?::[^":]*)*?)"?\s*:/gm)];
  return [...new Set(lines.map(([, mark, key]) => `${mark} ${key?.trim()}`))].sort();
}

/** How many rules OpenStack has been asked to make or delete. */
const openstackRules = (method: "POST" | "DELETE") =>
  clouds.waldur.log
    .entries({ level: "openstack" })
    .filter((call) => call.method === method && call.path.includes("rules")).length;

const kinds = (result: OperationResult) =>
  steps(result)
    .filter(({ type }) => type !== "pulumi:pulumi:Stack")
    .map(({ op }) => op)
    .sort();

test("one up manages both clouds, from nothing to nothing", async () => {
  const source = (
    webRules: readonly string[],
    rules: readonly string[],
    others = kept(tenPorts.slice(5)) + partly.before,
  ) => ({
    "index.ts": program(web(webRules.join()), edge(rules.join()), others, base),
  });
  const project = engine.project(source(tenPorts, edgeRules, kept(tenPorts.slice(0, 2)) + partly.before));
  const stack = await engine.openStack({ project: project.folder, config: clouds.config });

  clouds.forget();
  const first = succeeded(await stack.preview({ diff: true }));
  expect(kinds(first)).toEqual(Array(6).fill("create"));
  expect(first.stdout + first.stderr).not.toContain(UNKNOWN);
  expect(clouds.writes()).toEqual([]);

  succeeded(await stack.up());
  const outputs = await stack.outputs();
  const [webId, edgeId] = [String(outputs["web"]), String(outputs["edge"])];
  expect(clouds.waldur.edits.group(webId).rules).toHaveLength(10);
  const baseId = String(outputs["baseId"]);
  expect(clouds.waldur.edits.group(baseId).name).toBe("from elsewhere");
  expect(outputs["baseRules"]).toBe(baseId);
  const attached = clouds.e24cloud.secondWriter.groups().find(({ id }) => id === edgeId);
  expect(attached).toMatchObject({ name: "edge", active: true });

  // The same rules in another order are the same rules, and under ignoreChanges the rules of the server stay.
  clouds.forget();
  project.write(source(tenPorts.toReversed(), edgeRules.toReversed()));
  expect(kinds(succeeded(await stack.up({ expectNoChanges: true })))).toEqual(Array(6).fill("same"));
  expect(clouds.writes()).toEqual([]);

  // One more, inserted first, and one less: the preview names these two and nothing else.
  const edited = ["...waldur.allow.https({ from: '192.0.2.0/24' })", ...tenPorts.slice(1)];
  project.write(source(edited, edgeRules));
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
  expect([openstackRules("POST"), openstackRules("DELETE")]).toEqual([1, 1]);

  // One rule changed at e24cloud is one update. One rule added to a group of ten is one created for each family, and none deleted.
  const more = ["...waldur.allow.ssh({ from: 'self' })", ...edited];
  const other = ["{ direction: 'in', protocol: 'tcp', ports: '443-444' }", ...edgeRules.slice(1)];
  project.write(source(more, other));
  clouds.forget();
  succeeded(await stack.up());
  expect(clouds.writes().sort()).toEqual([
    "POST /api/openstack-security-groups/ID/set_rules/",
    "POST /v2/groups/ID/group-update-rule",
  ]);
  expect([openstackRules("POST"), openstackRules("DELETE")]).toEqual([2, 0]);

  // A change made by hand is found by refresh, rule by rule, and undone by up.
  const ports = () => clouds.waldur.edits.group(webId).rules.map((rule) => rule.port_range_min);
  const before = ports().sort();
  clouds.waldur.edits.addRule(webId, { protocol: "tcp", port_range_min: 23, port_range_max: 23 });
  clouds.waldur.edits.removeRules(webId, { port_range_min: 8001 });
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
    "- ingress IPv4 tcp 8001 from 10.0.0.0/8",
  ]);
  project.write(source(more, other, kept(tenPorts.slice(5)) + partly.after));
  succeeded(await stack.up());
  expect(ports().sort()).toEqual(before);
  const { edits, tenantUuid } = clouds.waldur;
  const left = edits.groups(tenantUuid).find(({ name }) => name === "partly");
  expect(left?.rules.map((rule) => rule.port_range_min).sort()).toEqual([8000, 8005]);
  succeeded(await stack.up({ expectNoChanges: true, refresh: true }));

  // A group that the rules of another resource name goes with these, and nothing else does.
  const target = steps(first).flatMap(({ urn }) => (urn.endsWith("::base") ? [urn] : []));
  const targeted = succeeded(await stack.destroy({ target, targetDependents: true }));
  expect(targeted.summary).toMatchObject({ delete: 2 });
  expect(() => edits.group(baseId)).toThrow();
  expect(ports().sort()).toEqual(before);

  expect(kinds(succeeded(await stack.destroy()))).toEqual(Array(4).fill("delete"));
  expect(() => clouds.waldur.edits.group(webId)).toThrow();
  expect(clouds.e24cloud.secondWriter.groups().map(({ id }) => id)).not.toContain(edgeId);
});
