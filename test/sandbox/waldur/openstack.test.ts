import { startWaldurSandbox } from "../../../sandbox/waldur";
import type { WaldurSandbox } from "../../../sandbox/waldur";
import { Client, groupPath, tcp } from "./client";

let sandbox: WaldurSandbox;
let client: Client;

beforeEach(async () => {
  sandbox = await startWaldurSandbox({ release: "2024-10", delay: 0 });
  client = new Client(sandbox);
});
afterEach(() => sandbox.close());

/** What OpenStack was asked to change, in order: `POST 22`, `DELETE egress`… */
function changes(): string[] {
  return sandbox.log.entries({ level: "openstack", path: "rules" }).map(({ method, rule }) => {
    const { direction, port_range_min } = rule as { direction: string; port_range_min: number | null };
    return `${method} ${port_range_min ?? direction}`;
  });
}

const portsAtOpenStack = (uuid: string) => sandbox.edits.group(uuid).rules.map((rule) => rule.port_range_min);

test("the egress rules of a new group are deleted before its own are made", async () => {
  const { uuid } = await client.created("web", [tcp(22), tcp(23)]);
  expect(changes()).toEqual(["DELETE egress", "DELETE egress", "POST 22", "POST 23"]);
  expect(portsAtOpenStack(uuid)).toEqual([22, 23]);
});

test("rules sent with their ids stay, and a new one is one call", async () => {
  const { uuid, rules } = await client.created("web", [tcp(1), tcp(2), tcp(3)]);
  sandbox.log.clear();
  await client.setRules(uuid, [tcp(4), ...rules]);
  expect(changes()).toEqual(["POST 4"]);
  expect(sandbox.log.count({ level: "task", method: "SET_RULES" })).toBe(1);
});

test("rules sent without ids are all deleted first, then recreated with other ids", async () => {
  const { uuid, rules } = await client.created("web", [tcp(1), tcp(2)]);
  sandbox.log.clear();
  await client.setRules(uuid, [tcp(1), tcp(2)]);
  expect(changes()).toEqual(["DELETE 1", "DELETE 2", "POST 1", "POST 2"]);
  const ids = (await client.group(uuid)).rules.map(({ id }) => id);
  expect(ids.some((id) => rules.some((rule) => rule.id === id))).toBe(false);
});

test("a rule changed in place is deleted, then made: a gap; another spelling is a change", async () => {
  const { uuid, rules } = await client.created("web", [tcp(80), tcp(81)]);
  sandbox.log.clear();
  await client.setRules(uuid, [
    { ...rules[0], to_port: 90 },
    { ...rules[1], cidr: "10.0.0.0/08" },
  ]);
  expect(changes()).toEqual(["DELETE 80", "DELETE 81", "POST 80", "POST 81"]);
});

test("what OpenStack makes of values shows after a pull only", async () => {
  const rules = [
    { ethertype: "IPv6", protocol: "icmp", from_port: -1, to_port: -1, cidr: "2001:0db8:0:0::1/64" },
    tcp(22, { cidr: "10/8" }),
  ];
  const { uuid } = await client.created("web", rules);
  expect((await client.group(uuid)).rules).toMatchObject(rules);
  await client.send("POST", groupPath(uuid, "pull"));
  await sandbox.idle();
  expect((await client.group(uuid)).rules).toMatchObject([
    { protocol: "ipv6-icmp", cidr: "2001:db8::1/64" },
    { cidr: "10.0.0.0/8" },
  ]);
});

test.each([
  [
    "null and the whole range are one address",
    [tcp(1, { cidr: null }), tcp(1, { cidr: "0.0.0.0/0" })],
    "already exists",
  ],
  ["an ICMP code needs a type", [{ protocol: "icmp", from_port: -1, to_port: 0 }], "ICMP type"],
  ["a description is at most 255 long", [tcp(1, { description: "d".repeat(256) })], "exceeds maximum length"],
])("OpenStack refuses what Waldur took: %s", async (_, rules, reason) => {
  const { state, rules: shown } = await client.created("web", rules);
  expect([state, shown.length]).toEqual(["Erred", rules.length]);
  expect(sandbox.log.entries({ level: "task" })).toMatchObject([
    { method: "CREATE", status: 500, outcome: "ERRED", error: expect.stringContaining(reason) as string },
  ]);
});

test("OpenStack refuses the name of its own group in any letter case, and a long description", async () => {
  expect(await client.created("Default")).toMatchObject({
    state: "Erred",
    backend_id: "",
    error_message: "Conflict()",
  });
  const { uuid } = await client.created("web");
  for (const [change, message] of [
    [{ name: "DEFAULT" }, "Conflict()"],
    [{ description: "d".repeat(256) }, "BadRequest()"],
  ] as const) {
    expect((await client.send("PATCH", groupPath(uuid), change)).status).toBe(200);
    await sandbox.idle();
    expect(await client.group(uuid)).toMatchObject({ state: "Erred", error_message: message, ...change });
    await client.send("POST", groupPath(uuid, "pull"));
    await sandbox.idle();
  }
  expect(await client.group(uuid)).toMatchObject({ name: "web", description: "", state: "OK" });
});

test("every push recreates ICMPv6 rules, that of a rename too", async () => {
  const icmp = { ethertype: "IPv6", protocol: "icmp", from_port: 128, to_port: 0, cidr: "::/0" };
  const { uuid, rules } = await client.created("web", [tcp(1), icmp]);
  sandbox.log.clear();
  await client.send("PATCH", groupPath(uuid), { name: "renamed" });
  await sandbox.idle();
  expect(changes()).toEqual(["DELETE 128", "POST 128"]);
  sandbox.log.clear();
  await client.setRules(uuid, rules);
  expect(changes()).toEqual(["DELETE 128", "POST 128"]);
});

test("what differed is recreated before what is new", async () => {
  const { uuid, rules } = await client.created("web", [tcp(1), tcp(2), tcp(3)]);
  sandbox.log.clear();
  await client.setRules(uuid, [tcp(4), { ...rules[2], description: "new" }, rules[0]]);
  expect(changes()).toEqual(["DELETE 2", "DELETE 3", "POST 3", "POST 4"]);
});

test("a remote group of another tenant, or one still without id, ends in Erred", async () => {
  const other = await client.created("other", [], sandbox.secondTenantUuid);
  const remote = (url: string) => tcp(1, { cidr: null, remote_group: url });
  expect(await client.created("a", [remote(other.url)])).toMatchObject({
    state: "Erred",
    error_message: "NotFound()",
  });
  sandbox.faults.add({ level: "openstack", method: "POST", path: "groups$", answer: { status: 503 } });
  const unborn = await client.created("unborn");
  expect(unborn.error_message).toBe("ServiceUnavailable()");
  expect((await client.created("b", [remote(unborn.url)])).state).toBe("Erred");
});

test("faults at OpenStack: before the effect nothing is there, after it the rule is", async () => {
  const fault = { level: "openstack", method: "POST", path: "rules$", answer: "drop" } as const;
  sandbox.faults.add(fault);
  const before = await client.created("before", [tcp(1)]);
  sandbox.faults.add({ ...fault, when: "after" });
  const after = await client.created("after", [tcp(1)]);
  expect([before.state, after.state]).toEqual(["Erred", "Erred"]);
  expect(before.error_message).toContain("Connection to neutron failed");
  expect([portsAtOpenStack(before.uuid), portsAtOpenStack(after.uuid)]).toEqual([[], [1]]);
  const posts = sandbox.log.entries({ level: "openstack", method: "POST", path: "rules$" });
  expect(posts.map(({ applied, status }) => [applied, status])).toEqual([
    [false, 0],
    [true, 0],
  ]);
});

test("a deletion frees the quota only when it is over, and takes the rules of others with it", async () => {
  const web = await client.created("web");
  const app = await client.created("app", [tcp(1), tcp(2, { cidr: null, remote_group: web.url })]);
  sandbox.settings.set({ worker: false });
  await client.send("DELETE", groupPath(web.uuid));
  const usage = async () => {
    const path = `openstack-tenants/${sandbox.tenantUuid}/?field=quotas`;
    const { quotas } = (await client.send("GET", path)).body as { quotas: { name: string; usage: number }[] };
    return Object.fromEntries(quotas.map(({ name, usage }) => [name, usage]));
  };
  expect(await usage()).toEqual({ security_group_count: 2, security_group_rule_count: 2 });
  sandbox.settings.set({ worker: true });
  await sandbox.idle();
  expect(await usage()).toEqual({ security_group_count: 1, security_group_rule_count: 1 });
  expect(portsAtOpenStack(app.uuid)).toEqual([1]);
});

test("a group unlinked while its task waits is left alone", async () => {
  sandbox.settings.set({ worker: false });
  const { uuid } = (await client.create("web")).body as { uuid: string };
  expect((await client.send("POST", groupPath(uuid, "unlink"))).status).toBe(204);
  sandbox.settings.set({ worker: true });
  await sandbox.idle();
  expect(sandbox.log.entries({ level: "task" })).toMatchObject([{ method: "CREATE", outcome: "GONE" }]);
  expect(sandbox.log.count({ level: "openstack" })).toBe(0);
});

test("a hundred groups at once all come out right", async () => {
  const names = Array.from({ length: 100 }, (_, index) => `group-${index}`);
  await Promise.all(names.map((name) => client.create(name, [tcp(22)])));
  await sandbox.idle();
  const { headers } = await client.send("HEAD", "openstack-security-groups/?state=OK");
  expect(headers.get("x-result-count")).toBe("100");
});
