import { startWaldurSandbox } from "../../../../sandbox/waldur";
import type { WaldurSandbox } from "../../../../sandbox/waldur";
import { Client, groupPath, tcp } from "../client";

let sandbox: WaldurSandbox;
let client: Client;

beforeEach(async () => {
  sandbox = await startWaldurSandbox({ release: "2024-10", delay: 0 });
  client = new Client(sandbox);
});
afterEach(() => sandbox.close());

const atOpenStack = "/_sandbox/openstack/security-groups";
const names = async () =>
  (await client.send("GET", `openstack-security-groups/?tenant_uuid=${sandbox.tenantUuid}&o=name&field=name`))
    .body;

test("a group is renamed and its rules changed behind Waldur's back; a pull finds it", async () => {
  const { uuid } = await client.created("web", [tcp(22), tcp(23)]);
  await client.send("PATCH", `${atOpenStack}/${uuid}`, { name: "renamed" });
  const added = { protocol: "sctp", port_range_min: 7, port_range_max: 7, remote_ip_prefix: "10.9.0.0/16" };
  expect((await client.send("POST", `${atOpenStack}/${uuid}/rules`, added)).status).toBe(201);
  await client.send("DELETE", `${atOpenStack}/${uuid}/rules?port_range_min=22&protocol=tcp`);
  expect(await client.group(uuid)).toMatchObject({
    name: "web",
    rules: [{ from_port: 22 }, { from_port: 23 }],
  });

  await client.send("POST", groupPath(uuid, "pull"));
  await sandbox.idle();
  expect(await client.group(uuid)).toMatchObject({
    name: "renamed",
    rules: [{ from_port: 23 }, { from_port: 7, protocol: "sctp" }],
  });
});

test("the background pull imports, heals and drops, and leaves alone what is busy", async () => {
  const gone = await client.created("gone");
  sandbox.faults.add({
    level: "openstack",
    method: "POST",
    path: "rules$",
    skip: 1,
    answer: { status: 500 },
  });
  const half = await client.created("half", [tcp(1), tcp(2)]);
  sandbox.settings.set({ worker: false });
  const busy = (await client.create("busy")).body as { uuid: string };
  await client.send("DELETE", `${atOpenStack}/${gone.uuid}`);
  await client.send("POST", atOpenStack, { name: "from-the-dashboard" });

  expect((await client.send("POST", "/_sandbox/background-pull")).status).toBe(204);
  expect(await names()).toEqual(["busy", "default", "from-the-dashboard", "half"].map((name) => ({ name })));
  expect((await client.group(busy.uuid)).state).toBe("Creation Scheduled");
  expect(await client.group(half.uuid)).toMatchObject({
    state: "OK",
    error_message: "",
    rules: [{ from_port: 1 }],
  });
});

test("a group on a port can be deleted through Waldur only", async () => {
  const { uuid } = await client.created("web");
  expect((await client.send("POST", `${atOpenStack}/${uuid}/ports`)).status).toBe(201);
  expect(await client.send("DELETE", `${atOpenStack}/${uuid}`)).toMatchObject({
    status: 409,
    body: { error: expect.stringContaining("in use") as string },
  });
  await client.send("DELETE", groupPath(uuid));
  await sandbox.idle();
  expect((await client.send("GET", groupPath(uuid))).status).toBe(404);
});

test("a tenant's state and quotas are set", async () => {
  const tenant = `/_sandbox/tenants/${sandbox.tenantUuid}`;
  await client.send("PATCH", tenant, { state: "UPDATING", quotas: { security_group_rule_count: 1 } });
  expect((await client.create("web")).status).toBe(409);
  await client.send("PATCH", tenant, { state: "OK" });
  expect((await client.create("web", [tcp(1), tcp(2)])).body).toEqual([
    "One or more quotas were exceeded: security_group_rule_count quota limit: 1, requires 2",
  ]);
  await client.send("PATCH", tenant, { quotas: { security_group_rule_count: -1 } });
  expect((await client.create("web", [tcp(1), tcp(2)])).status).toBe(201);
});

test("a list that shrinks is refused while it still exceeds the quota", async () => {
  const { uuid } = await client.created("web", [tcp(1), tcp(2), tcp(3)]);
  sandbox.edits.changeTenant(sandbox.tenantUuid, { quotas: { security_group_rule_count: 1 } });
  expect((await client.setRules(uuid, [tcp(1), tcp(2)])).status).toBe(400);
  expect((await client.setRules(uuid, [tcp(4), tcp(5), tcp(6)])).status).toBe(202);
});

test("tokens end and come back", async () => {
  const owner = new Client(sandbox, `Token ${sandbox.token}`);
  await client.send("POST", "/_sandbox/tokens/owner/expire");
  expect((await owner.send("GET", "version/")).body).toEqual({ detail: "Token has expired." });
  await client.send("POST", "/_sandbox/tokens/owner/renew");
  expect((await owner.send("GET", "version/")).status).toBe(200);
  expect((await client.send("POST", "/_sandbox/tokens/nobody/expire")).status).toBe(404);
});

test("a user whose role has ended sees nothing until it is back", async () => {
  const owner = new Client(sandbox, `Token ${sandbox.token}`);
  const { uuid } = await client.created("web");
  const tenant = `openstack-tenants/${sandbox.tenantUuid}/`;
  await client.send("POST", "/_sandbox/roles/owner/revoke");
  expect(await owner.send("GET", groupPath(uuid))).toMatchObject({
    status: 404,
    body: { detail: "No SecurityGroup matches the given query." },
  });
  expect((await owner.send("GET", tenant)).status).toBe(404);
  expect((await owner.send("GET", "openstack-security-groups/")).body).toEqual([]);
  await client.send("POST", "/_sandbox/roles/owner/restore");
  expect((await owner.send("GET", tenant)).status).toBe(200);
});

test("a group whose task is lost keeps its state", async () => {
  const { uuid } = await client.created("web");
  sandbox.settings.set({ worker: false });
  await client.send("POST", groupPath(uuid, "set_rules"), [tcp(1)]);
  await client.send("DELETE", "/_sandbox/tasks");
  sandbox.settings.set({ worker: true });
  await sandbox.idle();
  expect(await client.group(uuid)).toMatchObject({ state: "Update Scheduled", rules: [{ from_port: 1 }] });
  expect(sandbox.edits.group(uuid).rules).toEqual([]);
});

test("what does not exist or is not understood is refused with the reason", async () => {
  expect((await client.send("GET", `${atOpenStack}/none`)).body).toEqual({
    error: "Security group none does not exist",
  });
  expect((await client.send("GET", `${atOpenStack}?tenant=none`)).body).toEqual({ error: "no tenant none" });
  const { uuid } = await client.created("web");
  expect(await client.send("POST", `${atOpenStack}/${uuid}/rules`, { port: 22 })).toMatchObject({
    status: 400,
    body: { error: expect.stringContaining("port") as string },
  });
});

test("edits are not in the log", async () => {
  const { uuid } = await client.created("web");
  sandbox.log.clear();
  sandbox.edits.addRule(uuid, {});
  sandbox.edits.deleteGroup(uuid);
  expect(sandbox.log.entries()).toEqual([]);
});
