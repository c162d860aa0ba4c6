import { UNKNOWN } from "../../../../provider/rules/rule-map";
import type { WaldurSandbox } from "../../../../sandbox/waldur";
import { crudFor, enforced, settingsFor, ManagedResource, startSandbox } from "../sandbox";

let sandbox: WaldurSandbox;
let stack: ManagedResource;

beforeEach(async () => {
  sandbox = await startSandbox();
  stack = new ManagedResource(crudFor(settingsFor(sandbox)));
});
afterEach(() => sandbox.close());

const id = () => stack.state?.id ?? "";
const writes = () =>
  sandbox.log
    .entries({ level: "api" })
    .filter(({ method }) => method !== "GET")
    .map(({ method, path }) => `${method} ${path.replace(/^\/api/, "").replace(/[0-9a-f]{32}/, "…")}`);
const openstackRules = () => ({
  created: sandbox.log.count({ level: "openstack", method: "POST", path: "rules$" }),
  deleted: sandbox.log.count({ level: "openstack", method: "DELETE", path: "rules/" }),
});

const https = { protocol: "tcp", ports: 443 };
const ssh = { protocol: "tcp", ports: 22, cidr: "10.0.0.0/8" };

test("create, nothing to do, change, refresh, delete", async () => {
  expect(await stack.up({ description: "public", rules: [https, ssh] })).toBe("created");
  expect(stack.state?.outputs).toMatchObject({
    name: "web",
    description: "public",
    tenant: sandbox.tenantUuid,
    apiUrl: sandbox.apiUrl,
    state: "OK",
    errorMessage: "",
    details: expect.objectContaining({ resourceType: "OpenStack.SecurityGroup" }) as unknown,
    rules: { "ingress IPv4 tcp 22 from 10.0.0.0/8": {}, "ingress IPv4 tcp 443 from 0.0.0.0/0": {} },
  });
  expect(enforced(sandbox, id())).toEqual([
    "ingress IPv4 tcp 22-22 10.0.0.0/8",
    "ingress IPv4 tcp 443-443 0.0.0.0/0",
  ]);
  expect(await stack.refresh()).toBe(false);

  sandbox.log.clear();
  expect(await stack.up({ description: "public", rules: [ssh, https] })).toBe("unchanged");
  expect(writes()).toEqual([]);

  expect(await stack.up({ name: "web2", description: "", rules: [https, { ...ssh, ports: 2222 }] })).toBe(
    "updated",
  );
  expect(writes()).toEqual([
    "PATCH /openstack-security-groups/…/",
    "POST /openstack-security-groups/…/set_rules/",
    // A rule was removed: whether OpenStack has deleted it shows after a pull.
    "POST /openstack-security-groups/…/pull/",
  ]);
  expect(openstackRules()).toEqual({ created: 1, deleted: 1 });
  expect(stack.state?.outputs).toMatchObject({ name: "web2", description: "" });
  expect(await stack.refresh()).toBe(false);

  await stack.destroy();
  expect(sandbox.edits.groups(sandbox.tenantUuid).map(({ name }) => name)).toEqual(["default"]);
});

test("one rule added to ten: one set_rules, one rule made, none deleted", async () => {
  const ten = Array.from({ length: 10 }, (_, index) => ({
    protocol: "tcp",
    ports: 8000 + index,
    cidr: "10.0.0.0/8",
  }));
  await stack.up({ rules: ten });
  sandbox.log.clear();
  await stack.up({ rules: [https, ...ten] });
  expect(writes()).toEqual(["POST /openstack-security-groups/…/set_rules/"]);
  expect(openstackRules()).toEqual({ created: 1, deleted: 0 });
});

test("a change of settings alone sends nothing", async () => {
  await stack.up({ rules: [https] });
  sandbox.log.clear();
  expect(
    await stack.up({ rules: [https], guard: "error", onStuck: "unlink", timeouts: { delete: "1m" } }),
  ).toBe("updated");
  expect(writes()).toEqual([]);
  expect(stack.state?.outputs).toMatchObject({
    guard: "error",
    onStuck: "unlink",
    timeouts: { delete: "1m" },
  });
});

test("rules that name their own group come right after the group itself", async () => {
  await stack.up({ rules: [https, { protocol: "tcp", ports: 5432, remoteGroup: "self" }] });
  expect(Object.keys(stack.state?.outputs["rules"] ?? {})).toEqual([
    "ingress IPv4 tcp 443 from 0.0.0.0/0",
    "ingress IPv4 tcp 5432 from this group",
  ]);
  expect(enforced(sandbox, id())).toHaveLength(2);
  expect(await stack.refresh()).toBe(false);
});

test("rules that are not managed are left alone and stay out of state", async () => {
  await stack.up({});
  sandbox.edits.addRule(id(), { protocol: "tcp", port_range_min: 1, port_range_max: 1 });
  await stack.up({ description: "other" });
  expect(stack.state?.outputs).not.toHaveProperty("rules");
  expect(await stack.refresh()).toBe(false);
  expect(await stack.up({ description: "other", rules: [] })).toBe("updated");
  expect(enforced(sandbox, id())).toEqual([]);
});

test("refresh shows exactly the rules that somebody else changed, and up undoes that", async () => {
  await stack.up({ rules: [https, ssh] });
  sandbox.edits.removeRules(id(), { port_range_min: 22 });
  sandbox.edits.addRule(id(), { protocol: "udp", port_range_min: 53, port_range_max: 53 });
  expect(await stack.refresh()).toBe(false);
  await sandbox.edits.backgroundPull();
  expect(await stack.refresh()).toBe(true);
  const drifted = ["ingress IPv4 tcp 443 from 0.0.0.0/0", "ingress IPv4 udp 53 from 0.0.0.0/0"];
  expect(Object.keys(stack.state?.inputs["rules"] ?? {})).toEqual(drifted);
  expect(Object.keys(stack.state?.outputs["rules"] ?? {})).toEqual(drifted);
  expect(await stack.up({ rules: [https, ssh] })).toBe("updated");
  expect(await stack.refresh()).toBe(false);
});

test("with pullOnRefresh a refresh finds what was changed behind Waldur", async () => {
  stack = new ManagedResource(crudFor(settingsFor(sandbox, { "waldur:pullOnRefresh": "true" })));
  await stack.up({ rules: [https] });
  sandbox.edits.addRule(id(), { protocol: "tcp", port_range_min: 23, port_range_max: 23 });
  expect(await stack.refresh()).toBe(true);
  expect(Object.keys(stack.state?.outputs["rules"] ?? {})).toContain("ingress IPv4 tcp 23 from 0.0.0.0/0");
});

test("the order in which the server has the rules never shows", async () => {
  sandbox.settings.set({ shuffleRules: true });
  const rules = Array.from({ length: 8 }, (_, index) => ({ protocol: "udp", ports: 500 + index }));
  await stack.up({ rules });
  for (let look = 0; look < 5; look += 1) expect(await stack.refresh()).toBe(false);
});

test("a group that is gone is gone after refresh; deleting it again is not an error", async () => {
  await stack.up({ rules: [] });
  const { state } = stack;
  await stack.destroy();
  stack.state = state;
  await stack.destroy();
  stack.state = state;
  // OpenStack may have it still: that shows when the next up or destroy lets Waldur look.
  await stack.refresh();
  expect(stack.outputs).toMatchObject({ state: "GONE" });
  await stack.destroy();
});

test("another tenant replaces the group", async () => {
  await stack.up({ rules: [https] });
  expect(await stack.up({ tenant: sandbox.secondTenantUuid, rules: [https] })).toBe("replaced");
  expect(sandbox.edits.groups(sandbox.tenantUuid).map(({ name }) => name)).toEqual(["default"]);
  expect(
    sandbox.edits
      .groups(sandbox.secondTenantUuid)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(["default", "web"]);
});

test("check gives back its own map, as under ignoreChanges", async () => {
  await stack.up({ rules: [https, ssh] });
  expect(await stack.up({ rules: stack.state?.inputs["rules"] })).toBe("unchanged");
});

test("unknown values pass check and count as a change", async () => {
  await stack.up({ rules: [https, ssh] });
  const inputs = await stack.check({
    tenant: UNKNOWN,
    description: UNKNOWN,
    rules: [https, { ...ssh, cidr: UNKNOWN }],
  });
  expect(inputs["tenant"]).toBe(UNKNOWN);
  // The rule that the unknown one can be lends its key.
  expect(Object.keys(inputs["rules"] ?? {})).toEqual([
    "ingress IPv4 tcp 22 from 10.0.0.0/8",
    "ingress IPv4 tcp 443 from 0.0.0.0/0",
  ]);
  expect(await stack.crud.diff(id(), stack.state?.outputs ?? {}, inputs)).toMatchObject({
    changes: true,
    replaces: [],
  });
});
