import { type Clouds, program, startClouds } from "./harness/clouds";
import { steps, succeeded, useEngine } from "./harness/stacks";

const engine = useEngine();
let clouds: Clouds;
let second: Clouds;
beforeAll(async () => {
  [clouds, second] = await Promise.all([
    startClouds(),
    startClouds({ e24cloud: { apiKey: "second", apiSecret: "of the second account" } }),
  ]);
});
afterAll(() => Promise.all([clouds.close(), second.close()]));

test("groups of two accounts in one program, found again by get and by lookups", async () => {
  const source = program(`
    const { apiUrl, token, tenant, endpoint, apiKey, apiSecret } = new pulumi.Config("other").requireObject<any>("account");
    const provider = new Provider("other", {
      waldur: { apiUrl, token, tenant, pollInterval: 0.05 },
      e24cloud: { endpoint, apiKey, apiSecret: pulumi.secret(apiSecret), pollInterval: 0.05 },
    });
    const here = new waldur.SecurityGroup("here", { rules: waldur.allow.https() });
    const there = new waldur.SecurityGroup("there", { rules: waldur.allow.ssh({ from: "10.0.0.0/8" }) }, { provider });
    const edge = new e24cloud.FirewallGroup("edge", { rules: e24cloud.allow.https() }, { provider });

    export const got = waldur.SecurityGroup.get("got", there.id, { provider }).name;
    export const gotEdge = e24cloud.FirewallGroup.get("got-edge", edge.id, { provider }).name;
    export const byName = waldur.getSecurityGroupOutput({ name: there.name }, { provider }).apply(({ rules }) => Object.keys(rules));
    export const names = here.id.apply(() => waldur.getSecurityGroups({ field: ["name"] })).apply((all) => all.map(({ name }) => name));
    export const edgeRules = e24cloud.getFirewallGroupOutput({ id: edge.id }, { provider }).apply(({ rules }) => Object.keys(rules));
    export const tenantName = waldur.getTenantOutput({ name: "tenant-main" }).name;
    export const urls = [here.url, there.url];
  `);
  const project = engine.project({ "index.ts": source });
  const { waldur, e24cloud } = second;
  const account = {
    apiUrl: waldur.apiUrl,
    token: waldur.token,
    tenant: waldur.tenantUuid,
    endpoint: e24cloud.endpoint,
    apiKey: e24cloud.apiKey,
    apiSecret: e24cloud.apiSecret,
  };
  const stack = await engine.openStack({
    project: project.folder,
    config: { ...clouds.config, "other:account": { secret: JSON.stringify(account) } },
  });
  succeeded(await stack.up());
  expect(await stack.outputs()).toMatchObject({
    got: "there",
    gotEdge: "edge",
    byName: ["ingress IPv4 tcp 22 from 10.0.0.0/8"],
    names: ["here"],
    edgeRules: ["ingress tcp 443 from anywhere"],
    tenantName: "tenant-main",
    urls: [expect.stringContaining(clouds.waldur.url), expect.stringContaining(second.waldur.url)],
  });
  expect(stack.stateFile()).not.toContain("of the second account");
  expect(second.e24cloud.secondWriter.groups().map(({ name }) => name)).toContain("edge");
  expect(clouds.e24cloud.secondWriter.groups().map(({ name }) => name)).not.toContain("edge");

  succeeded(await stack.up({ expectNoChanges: true }));
  const destroyed = steps(succeeded(await stack.destroy())).filter(({ op }) => op === "delete");
  expect(destroyed.map(({ urn }) => urn.split("::").at(-1))).toEqual(
    expect.arrayContaining(["here", "there", "edge"]),
  );
  expect(second.waldur.edits.groups(second.waldur.tenantUuid).map(({ name }) => name)).toEqual(["default"]);
});

test("a provider that lacks a cloud's settings reports it", async () => {
  const project = engine.project({
    "index.ts": program(`
      const provider = new Provider("waldur-only", { waldur: { apiUrl: "https://waldur.example.com", token: "t" } });
      new e24cloud.FirewallGroup("edge", { rules: [] }, { provider });`),
  });
  const stack = await engine.openStack({ project: project.folder, config: clouds.config });
  const preview = await stack.preview();
  expect(preview.ok).toBe(false);
  expect(preview.stdout).toMatch(/e24cloud:apiKey is not set/);
});
