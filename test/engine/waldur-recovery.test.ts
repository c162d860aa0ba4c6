import type { OperationOptions, OperationResult } from "../../scripts/runner/stack";
import { type Clouds, program, startClouds } from "./harness/clouds";
import { succeeded, useEngine } from "./harness/stacks";

const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

const shown = ({ stdout, stderr }: OperationResult) => `${stdout}\n${stderr}`;
const rule = (port: number) => `{ protocol: "tcp", ports: ${port}, cidr: "0.0.0.0/0" }`;
const group = (name: string, ports: readonly number[], more = "") =>
  `new waldur.SecurityGroup("${name}", { rules: [${ports.map(rule).join()}] ${more} });`;

async function open(source: string) {
  const project = engine.project({ "index.ts": program(source) });
  // An outage to the end of an operation would last as long as its timeout otherwise.
  const env = { PULUMI_SECURITY_GROUPS_PATIENCE: "2" };
  const stack = await engine.openStack({ project: project.folder, config: clouds.config, env });
  return {
    stack,
    up: async (options?: OperationOptions) => succeeded(await stack.up(options)),
    unchanged: async () => succeeded(await stack.preview({ expectNoChanges: true })),
    failing: async () => {
      const result = await stack.up();
      expect(result.ok).toBe(false);
      return shown(result);
    },
    rewrite: (next: string) => void project.write({ "index.ts": program(next) }),
  };
}

const live = (name: string) => {
  const { edits, tenantUuid } = clouds.waldur;
  const found = edits.groups(tenantUuid).filter((one) => one.name === name);
  if (found.length > 1) throw new Error(`${found.length} groups ${name}`);
  return found[0];
};
const ports = (name: string) =>
  live(name)
    ?.rules.map(({ port_range_min }) => port_range_min)
    .sort();
const idIn = async (name: string) => (await clouds.waldurId(name)) ?? "none";
const count = (method: string, path: string) => clouds.waldur.log.count({ level: "api", method, path });

test("groups that were never created, and groups that OpenStack has lost, are back after at most two plain ups", async () => {
  const { edits, faults } = clouds.waldur;
  faults.add({ level: "openstack", method: "POST", path: "groups$", answer: { status: 500 } });
  const { failing, up, unchanged, rewrite, stack } = await open(group("web", [443]));
  expect(await failing()).toContain("Run pulumi again: it removes the group from Waldur and recreates it");
  await up();
  expect(ports("web")).toEqual([443]);

  // The loss was not noticed, and nothing changes: nothing is reported.
  edits.deleteGroup(await idIn("web"));
  await unchanged();
  rewrite(group("web", [443, 80]));
  expect(await failing()).toMatch(
    /update security group "web": the group no longer exists in OpenStack.*The next pulumi up recreates it/s,
  );
  const made = await up();
  expect(shown(made)).not.toContain("error:");
  expect(ports("web")).toEqual([443, 80]);
  expect(count("POST", "pull_security_groups")).toBe(2);

  // Settings of a refresh are those of the last up.
  await stack.configure({ "waldur:pullOnRefresh": "true" });
  await up();
  edits.deleteGroup(await idIn("web"));
  expect(shown(succeeded(await stack.refresh()))).toMatch(/~ 1 updated|\[diff: /);
  expect(await failing()).toContain("The next pulumi up recreates it");
  await up();
  expect(ports("web")).toEqual([443, 80]);
  await unchanged();
});

test("what an outage left open is closed when the program no longer wants it", async () => {
  const { faults } = clouds.waldur;
  const { failing, up, unchanged, rewrite } = await open(group("web", [443]));
  await up();
  rewrite(group("web", [443, 22]));
  faults.add({ method: "GET", times: "forever", answer: { status: 503, body: "busy" }, skip: 2 });
  faults.add({ method: "POST", path: "set_rules", when: "after", answer: "drop" });
  await failing();
  await clouds.waldur.idle();
  expect(ports("web")).toEqual([22, 443]);
  faults.clear();

  rewrite(group("web", [443]));
  await up();
  expect(ports("web")).toEqual([443]);
  await unchanged();
});

test("reads that stay behind for longer than any wait: one write, a timeout, and the next up has nothing to send", async () => {
  const { settings } = clouds.waldur;
  const timeouts = (ports: readonly number[]) =>
    `new waldur.SecurityGroup("web", { rules: [${ports.map(rule).join()}] }, { customTimeouts: { update: "10s" } });`;
  const { failing, up, unchanged, rewrite } = await open(timeouts([443]));
  await up();
  rewrite(timeouts([443, 80]));
  clouds.forget();
  settings.set({ staleReads: 3_600_000 });
  expect(await failing()).toMatch(/timed out after 10 s: waiting for Waldur to apply the change of rules/);
  expect(clouds.writes()).toEqual(["POST /api/openstack-security-groups/ID/set_rules/"]);
  settings.set({ staleReads: 0 });
  await up();
  expect(clouds.writes()).toHaveLength(1);
  expect(ports("web")).toEqual([443, 80]);
  await unchanged();
});

test("a rule that OpenStack does not delete is deleted again, and servers that use a group are named before it goes", async () => {
  const { edits, faults } = clouds.waldur;
  const guarded = (guard: string) => group("web", [443], `, guard: "${guard}"`);
  const { stack, up, unchanged, rewrite } = await open(group("web", [443, 22]));
  await up();
  faults.add({ level: "openstack", method: "DELETE", path: "rules/", times: 2, answer: { status: 500 } });
  rewrite(guarded("error"));
  await up();
  expect(ports("web")).toEqual([443]);
  await unchanged();

  edits.createInstance({ name: "shop-1", groups: [await idIn("web")] });
  const refused = await stack.destroy();
  expect(refused.ok).toBe(false);
  expect(shown(refused)).toMatch(
    /also takes it from 1 server \("shop-1"\).*set guard: "warn" and run pulumi up before/s,
  );
  expect(ports("web")).toEqual([443]);
  rewrite(guarded("warn"));
  await up();
  expect(shown(succeeded(await stack.destroy()))).toMatch(/takes it from 1 server \("shop-1"\)/);
  expect(live("web")).toBeUndefined();
});

test("a user who has lost his role: refresh and destroy fail and keep state, until the role is back", async () => {
  const { edits } = clouds.waldur;
  const rules = `new waldur.SecurityGroupRules("bare", { securityGroup: bare, rules: [${rule(80)}] });`;
  const { stack, up, unchanged } = await open(
    `${group("web", [443])}\nconst bare = new waldur.SecurityGroup("bare");\n${rules}`,
  );
  await up();
  edits.setRoleRevoked("owner", true);
  const [refreshed, destroyed] = [await stack.refresh(), await stack.destroy()];
  for (const result of [refreshed, destroyed]) {
    expect(result.ok).toBe(false);
    expect(shown(result)).toMatch(/security group "(web|bare)": Waldur answers 404 for the tenant/);
  }
  expect([ports("web"), ports("bare")]).toEqual([[443], [80]]);
  edits.setRoleRevoked("owner", false);
  succeeded(await stack.refresh());
  await unchanged();
  succeeded(await stack.destroy());
  expect([live("web"), live("bare")]).toEqual([undefined, undefined]);
});
