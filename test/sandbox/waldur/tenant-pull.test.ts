import { startWaldurSandbox } from "../../../sandbox/waldur";
import type { WaldurSandbox } from "../../../sandbox/waldur";
import { Client, groupPath, tcp } from "./client";

let sandbox: WaldurSandbox;
let owner: Client;
let path: string;

beforeEach(async () => {
  sandbox = await startWaldurSandbox({ release: "2024-10", delay: 0 });
  owner = new Client(sandbox, `Token ${sandbox.token}`);
  path = `openstack-tenants/${sandbox.tenantUuid}/`;
});
afterEach(() => sandbox.close());

const pull = (client = owner) => client.send("POST", `${path}pull_security_groups/`);
const pulled = async () => {
  expect((await pull()).status).toBe(202);
  await sandbox.idle();
};
const tenantState = async () => (await owner.send("GET", `${path}?field=state&field=error_message`)).body;

test.each([
  ["staff", 202],
  ["owner", 202],
  ["admin", 202],
  ["member", 403],
  ["outsider", 404],
] as const)("as %s it is answered with %i", async (role, status) => {
  expect((await pull(new Client(sandbox, `Token ${sandbox.tokens[role]}`))).status).toBe(status);
});

test("meanwhile the tenant takes no pull and no new group, but its groups take changes", async () => {
  const { uuid } = await owner.created("web");
  sandbox.settings.set({ worker: false });
  await pull();
  expect(await tenantState()).toMatchObject({ state: "Update Scheduled" });
  const refused = { status: 409, body: { detail: "Valid states for operation: OK." } };
  expect(await pull()).toMatchObject(refused);
  expect(await owner.create("other")).toMatchObject(refused);
  expect((await owner.send("POST", groupPath(uuid, "set_rules"), [tcp(1)])).status).toBe(202);
  sandbox.settings.set({ worker: true });
  await sandbox.idle();
  expect(await tenantState()).toMatchObject({ state: "OK" });
  expect((await owner.group(uuid)).rules).toMatchObject([{ from_port: 1 }]);
});

test("it adopts names, descriptions and rules, of groups in error too", async () => {
  const { uuid } = await owner.created("web", [tcp(22)]);
  sandbox.faults.add({ level: "openstack", method: "POST", path: "rules$", answer: { status: 500 } });
  await owner.setRules(uuid, [tcp(23)]);
  expect((await owner.group(uuid)).state).toBe("Erred");
  sandbox.edits.renameGroup(uuid, { name: "renamed", description: "by hand" });
  sandbox.edits.addRule(uuid, { protocol: "tcp", port_range_min: 7, port_range_max: 7 });
  await pulled();
  expect(await owner.group(uuid)).toMatchObject({
    name: "renamed",
    description: "by hand",
    state: "OK",
    error_message: "",
    rules: [{ from_port: 7 }],
  });
});

test("it imports what only OpenStack has, and drops what OpenStack lacks", async () => {
  const lost = await owner.created("lost");
  sandbox.edits.deleteGroup(lost.uuid);
  const foreign = sandbox.edits.createGroup({ name: "by-hand" });
  await pulled();
  const { body } = await owner.send("GET", "openstack-security-groups/?o=name&field=name&field=backend_id");
  expect(body).toMatchObject([{ name: "by-hand", backend_id: foreign.id }, { name: "default" }]);
});

test("a group counts as modified only where its name, description or state changed", async () => {
  const same = await owner.created("same", [tcp(1)]);
  const renamed = await owner.created("renamed");
  sandbox.edits.addRule(same.uuid, { protocol: "udp" });
  sandbox.edits.renameGroup(renamed.uuid, { name: "other" });
  await pulled();
  const after = await owner.group(same.uuid);
  expect(after.modified).toBe(same.modified);
  expect(after.rules).toHaveLength(2);
  expect((await owner.group(renamed.uuid)).modified).not.toBe(renamed.modified);
});

test("where OpenStack fails the tenant is in error, until a pull of the tenant itself", async () => {
  sandbox.faults.add({ level: "openstack", method: "GET", path: "groups$", answer: "refuse" });
  await pulled();
  expect(await tenantState()).toMatchObject({
    state: "Erred",
    error_message: expect.stringContaining("Unable to establish connection") as string,
  });
  expect((await owner.create("web")).status).toBe(409);
  expect((await pull()).status).toBe(409);
  expect(await owner.send("POST", `${path}pull/`)).toMatchObject({
    status: 202,
    body: { detail: "Pull operation was successfully scheduled." },
  });
  await sandbox.idle();
  expect(await tenantState()).toEqual({ state: "OK", error_message: "" });
});

test("ICMPv6 rules read after a pull are refused as they are", async () => {
  const icmp = { ethertype: "IPv6", protocol: "icmp", from_port: -1, to_port: -1, cidr: "::/0" };
  const { uuid } = await owner.created("web", [icmp]);
  await pulled();
  const { rules } = await owner.group(uuid);
  expect(await owner.setRules(uuid, [{ id: rules[0]?.id }, tcp(1)])).toMatchObject({
    status: 400,
    body: [{ protocol: ["Value should be one of (tcp, udp, icmp), found ipv6-icmp"] }, {}],
  });
  expect((await owner.setRules(uuid, [{ id: rules[0]?.id, protocol: "icmp" }])).status).toBe(202);
});
