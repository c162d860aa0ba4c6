import { startWaldurSandbox } from "../../../sandbox/waldur";
import type { WaldurMade, WaldurSandbox } from "../../../sandbox/waldur";
import { Client, groupPath, tcp } from "./client";
import type { GroupBody } from "./client";

let sandbox: WaldurSandbox;
let client: Client;
let web: GroupBody;
let db: GroupBody;

beforeEach(async () => {
  sandbox = await startWaldurSandbox({ release: "2024-10", delay: 0 });
  client = new Client(sandbox, `Token ${sandbox.token}`);
  web = await client.created("web", [tcp(443)]);
  db = await client.created("db");
});
afterEach(() => sandbox.close());

const instancesWith = (query = "") =>
  client.send("GET", `openstack-instances/?tenant_uuid=${sandbox.tenantUuid}${query}`);
const portsWith = (query = "") =>
  client.send("GET", `openstack-ports/?tenant_uuid=${sandbox.tenantUuid}${query}`);
/** Ids at OpenStack of the groups of a server. */
const live = (server: WaldurMade) =>
  sandbox.edits.ports().flatMap((port) => (port.device_id === server.id ? port.security_groups : []));
const update = (server: WaldurMade, body: unknown, as = client) =>
  as.send("POST", `openstack-instances/${server.uuid}/update_security_groups/`, body);
const links = (...groups: GroupBody[]) => ({ security_groups: groups.map(({ url }) => ({ url })) });

test("instances list their groups by URL and name, ports theirs by uuid and name", async () => {
  const server = sandbox.edits.createInstance({ name: "web-1", groups: [web.uuid, db.uuid] });
  sandbox.edits.createPort({ name: "spare", groups: [web.uuid] });
  const { body } = await instancesWith("&field=uuid&field=name&field=security_groups&page_size=300");
  expect(body).toEqual([
    {
      uuid: server.uuid,
      name: "web-1",
      security_groups: [
        { url: web.url, name: "web", rules: web.rules, description: "", state: "OK" },
        { url: db.url, name: "db", rules: [], description: "", state: "OK" },
      ],
    },
  ]);
  const names = [
    { uuid: web.uuid, name: "web" },
    { uuid: db.uuid, name: "db" },
  ];
  expect((await portsWith()).body).toMatchObject([
    { name: "", device_id: server.id, device_owner: "compute:nova", security_groups: names },
    { name: "spare", device_id: "", device_owner: "", security_groups: names.slice(0, 1) },
  ]);
  const one = await client.send("GET", `openstack-instances/${server.uuid}/`);
  expect(one.body).toMatchObject({ resource_type: "OpenStack.Instance", backend_id: server.id, state: "OK" });
});

test("both are made over HTTP too, in any tenant", async () => {
  const tenant = sandbox.secondTenantUuid;
  const made = await client.send("POST", "/_sandbox/instances", { tenant, name: "there", state: "ERRED" });
  expect(made.status).toBe(201);
  const port = await client.send("POST", "/_sandbox/ports", {
    tenant,
    device_owner: "network:router_interface",
  });
  expect(port.status).toBe(201);
  expect((await instancesWith()).body).toEqual([]);
  expect(
    (await client.send("GET", `openstack-instances/?tenant_uuid=${tenant}&state=Erred`)).body,
  ).toMatchObject([{ name: "there", tenant_uuid: tenant, security_groups: [] }]);
  const { body } = await client.send("GET", `/_sandbox/openstack/ports?tenant=${tenant}`);
  expect(body).toMatchObject([
    { device_owner: "compute:nova" },
    { id: (port.body as WaldurMade).id, device_owner: "network:router_interface" },
  ]);
  const wrong = await client.send("POST", "/_sandbox/instances", { groups: ["none"] });
  expect(wrong).toMatchObject({ status: 404, body: { error: "Security group none does not exist" } });
});

test("they are paged and filtered as groups are; ports know fewer filters and one order", async () => {
  for (const name of ["a", "b", "c"]) sandbox.edits.createInstance({ name });
  const page = await instancesWith("&page_size=2&page=2&o=name&field=name");
  expect([page.body, page.headers.get("x-result-count")]).toEqual([[{ name: "c" }], "3"]);
  expect((await instancesWith("&name_exact=b&field=name")).body).toEqual([{ name: "b" }]);
  expect((await instancesWith("&external_ip=192.0.2.1")).body).toEqual([]);
  const ports = await portsWith(`&uuid=${"0".repeat(32)}&page_size=2&o=network_name`);
  expect([(ports.body as unknown[]).length, ports.headers.get("x-result-count")]).toEqual([2, "3"]);
  expect((await portsWith("&o=name")).status).toBe(400);
});

test("who may not see them gets nothing", async () => {
  const server = sandbox.edits.createInstance();
  const outsider = new Client(sandbox, `Token ${sandbox.tokens.outsider}`);
  expect((await outsider.send("GET", "openstack-instances/")).body).toEqual([]);
  expect((await outsider.send("GET", "openstack-ports/")).body).toEqual([]);
  expect((await outsider.send("GET", `openstack-instances/${server.uuid}/`)).status).toBe(404);
  const [port] = (await portsWith("&field=uuid")).body as { uuid: string }[];
  expect((await outsider.send("GET", `openstack-ports/${port?.uuid}/`)).status).toBe(404);
  expect((await client.send("GET", `openstack-ports/${port?.uuid}/?field=device_id`)).body).toEqual({
    device_id: server.id,
  });
});

test("the groups of an instance are set at once in Waldur, then in OpenStack", async () => {
  const server = sandbox.edits.createInstance({ groups: [web.uuid] });
  sandbox.settings.set({ worker: false });
  expect(await update(server, links(db))).toMatchObject({
    status: 202,
    body: { status: "security groups update was scheduled" },
  });
  expect((await instancesWith()).body).toMatchObject([
    { state: "Update Scheduled", security_groups: [{ name: "db" }] },
  ]);
  expect(live(server)).toEqual([sandbox.edits.group(web.uuid).id]);
  expect(await update(server, links(web))).toMatchObject({
    status: 409,
    body: { detail: "Valid states for operation: OK." },
  });
  sandbox.settings.set({ worker: true });
  await sandbox.idle();
  expect((await instancesWith()).body).toMatchObject([{ state: "OK" }]);
  expect(live(server)).toEqual([sandbox.edits.group(db.uuid).id]);
  expect(sandbox.log.entries({ level: "task", path: "instances" })).toMatchObject([
    { method: "UPDATE_SECURITY_GROUPS", outcome: "OK" },
  ]);
});

test("an instance in error takes no groups; a member may not set them, an outsider not see", async () => {
  const erred = sandbox.edits.createInstance({ state: "ERRED" });
  expect((await update(erred, links(web))).status).toBe(409);
  const server = sandbox.edits.createInstance();
  for (const [role, status] of [
    ["member", 403],
    ["outsider", 404],
    ["admin", 202],
  ] as const)
    expect(
      (await update(server, links(web), new Client(sandbox, `Token ${sandbox.tokens[role]}`))).status,
    ).toBe(status);
});

test.each<[body: unknown, detail: unknown]>([
  [{}, ["This field is required."]],
  [{ security_groups: null }, ["This field may not be null."]],
  [{ security_groups: {} }, { non_field_errors: ['Expected a list of items but got type "dict".'] }],
  [{ security_groups: [{ uuid: "x" }] }, [["URL has to be defined for related object."]]],
  [{ security_groups: [null] }, [["This field may not be null."]]],
  [{ security_groups: [{ url: "x" }] }, [["Invalid hyperlink - No URL match."]]],
  [{ security_groups: [{ url: null }] }, [["Incorrect type. Expected URL string, received NoneType."]]],
])("%j as the groups of an instance is refused", async (body, detail) => {
  const server = sandbox.edits.createInstance();
  expect(await update(server, body)).toMatchObject({ status: 400, body: { security_groups: detail } });
});

test("a group of another tenant is refused by name", async () => {
  const other = await client.created("elsewhere", [], sandbox.secondTenantUuid);
  expect(await update(sandbox.edits.createInstance(), links(other))).toMatchObject({
    status: 400,
    body: { security_groups: ["Security group elsewhere is not within the same tenant"] },
  });
});

test("a failure of OpenStack to add or remove a group is passed over", async () => {
  const server = sandbox.edits.createInstance({ groups: [web.uuid] });
  const fault = { level: "openstack", path: "/action$", answer: { status: 500 } } as const;
  sandbox.faults.add({ ...fault, times: 2 });
  await update(server, links(db));
  await sandbox.idle();
  expect((await instancesWith()).body).toMatchObject([{ state: "OK", security_groups: [{ name: "db" }] }]);
  expect(live(server)).toEqual([sandbox.edits.group(web.uuid).id]);
});

test("the delete of a group takes it from servers and ports, without asking", async () => {
  const server = sandbox.edits.createInstance({ groups: [web.uuid, db.uuid] });
  const port = sandbox.edits.createPort({ groups: [web.uuid] });
  await client.send("DELETE", groupPath(web.uuid));
  await sandbox.idle();
  expect((await client.send("GET", groupPath(web.uuid))).status).toBe(404);
  expect((await instancesWith()).body).toMatchObject([{ security_groups: [{ name: "db" }] }]);
  expect((await portsWith()).body).toMatchObject([
    { security_groups: [{ name: "db" }] },
    { security_groups: [] },
  ]);
  expect(live(server)).toEqual([sandbox.edits.group(db.uuid).id]);
  const writes = sandbox.log.entries({ level: "openstack", path: "/action$|/ports/" });
  expect(writes.map(({ method, path }) => `${method} ${path}`)).toEqual([
    `POST /v2.1/servers/${server.id}/action`,
    `PUT /v2.0/ports/${port.id}`,
  ]);
});

test("a group that Waldur doesn't know is not among the groups", async () => {
  const { id } = sandbox.edits.createGroup({ name: "by-hand" });
  sandbox.edits.createInstance({ groups: [id, web.uuid] });
  expect((await instancesWith()).body).toMatchObject([{ security_groups: [{ name: "web" }] }]);
  expect((await portsWith()).body).toMatchObject([{ security_groups: [{ name: "web" }] }]);
});

describe("a server of 2026", () => {
  beforeEach(() => sandbox.settings.set({ release: "2026" }));

  const urls = (...groups: GroupBody[]) => ({ security_groups: groups.map(({ url }) => url) });

  test("takes the groups of an instance as plain URLs, and no objects", async () => {
    const server = sandbox.edits.createInstance({ groups: [web.uuid] });
    expect((await update(server, urls(web, db))).status).toBe(202);
    await sandbox.idle();
    expect(live(server).toSorted()).toEqual([idOf(web), idOf(db)].toSorted());
    expect(await update(server, links(web))).toMatchObject({
      status: 400,
      body: { security_groups: [["Incorrect type. Expected URL string, received dict."]] },
    });
  });

  test("finds the instances of a group, and lists their addresses", async () => {
    sandbox.edits.createInstance({ name: "web-1", groups: [web.uuid], internal_ips: ["10.0.0.7"] });
    sandbox.edits.createInstance({ name: "db-1", groups: [db.uuid] });
    const found = await instancesWith(`&security_group_uuid=${web.uuid}&field=name&field=access_url`);
    expect(found.body).toEqual([{ name: "web-1", access_url: ["10.0.0.7"] }]);
    expect((await instancesWith("&security_group_uuid=web")).status).toBe(400);
    sandbox.settings.set({ release: "2024-10" });
    expect((await instancesWith(`&security_group_uuid=${web.uuid}`)).body).toHaveLength(2);
  });

  test("sets the groups of a port and of a load balancer in one call to OpenStack", async () => {
    const port = sandbox.edits.createPort({ groups: [web.uuid] });
    const balancer = sandbox.edits.createLoadBalancer({ name: "front", groups: [web.uuid] });
    const paths = [
      `openstack-ports/${port.uuid}/update_security_groups/`,
      `openstack-loadbalancers/${balancer.uuid}/set_security_groups/`,
    ];
    sandbox.settings.set({ worker: false });
    for (const path of paths) expect((await client.send("POST", path, urls(db))).status).toBe(202);
    for (const path of paths) expect((await client.send("POST", path, urls(db))).status).toBe(409);
    const { body } = await client.send("GET", `openstack-ports/${port.uuid}/`);
    expect(body).toMatchObject({
      state: "UPDATE_SCHEDULED",
      security_groups: [{ uuid: db.uuid, name: "db", url: db.url }],
    });
    sandbox.settings.set({ worker: true });
    await sandbox.idle();
    expect(sandbox.edits.ports().map(({ security_groups: groups }) => groups)).toEqual([
      [idOf(db)],
      [idOf(db)],
    ]);
    expect((await client.send("GET", "openstack-loadbalancers/")).body).toMatchObject([
      { name: "front", state: "OK", vip_security_groups: [{ name: "db" }] },
    ]);
    const puts = sandbox.log.entries({ level: "openstack", path: "/v2.0/ports/" });
    expect(puts.map(({ method }) => method)).toEqual(["PUT", "PUT"]);
    sandbox.settings.set({ release: "2024-10" });
    for (const path of paths) expect((await client.send("POST", path, links(db))).status).toBe(404);
  });

  test("a port that OpenStack refuses to change is in error and shows what was asked for", async () => {
    const port = sandbox.edits.createPort({ groups: [web.uuid] });
    sandbox.faults.add({ level: "openstack", path: "/v2.0/ports/", answer: { status: 500 }, times: 1 });
    await client.send("POST", `openstack-ports/${port.uuid}/update_security_groups/`, urls(db));
    await sandbox.idle();
    const { body } = await client.send("GET", `openstack-ports/${port.uuid}/`);
    expect(body).toMatchObject({ state: "ERRED", security_groups: [{ name: "db" }] });
    expect(sandbox.edits.ports()).toMatchObject([{ security_groups: [idOf(web)] }]);
  });

  test("limits a list to what the user may change", async () => {
    const names = async (as: Client) =>
      (await as.send("GET", "openstack-security-groups/?can_manage=true&field=name")).body;
    expect(await names(client)).toHaveLength(2);
    expect(await names(new Client(sandbox, `Token ${sandbox.tokens.member}`))).toEqual([]);
  });

  const idOf = ({ uuid }: GroupBody) => sandbox.edits.group(uuid).id;
});
