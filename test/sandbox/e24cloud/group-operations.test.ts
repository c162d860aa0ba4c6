import { client, closeAll } from "./api-client";
import type { ApiClient } from "./api-client";

let api: ApiClient;
let id: string;
beforeEach(async () => {
  api = await client();
  id = await api.create("web");
});
afterEach(closeAll);

const succeeded = { success: true };
const https = {
  direction: "IN",
  protocol: "TCP",
  src_address: "203.0.113.0/24",
  min_port: 443,
  max_port: 443,
};
const unknown = "00000000-0000-0000-0000-000000000000";

describe("groups", () => {
  const empty = {
    name: "web",
    owner: { id: expect.any(String) as unknown, name: "owner" },
    members: [],
    virtual_machines: [],
    permisions: { global: [], vm: [] },
    resources: [],
    rules: [],
  };

  test("PUT creates and answers with an array and no success", async () => {
    const { status, body } = await api.call("PUT", "/v2/groups", { name: "web" });
    expect(status).toBe(200);
    expect(body).toEqual({ groups: [{ ...empty, id: expect.any(String) as unknown }] });
  });

  test("two PUTs make two groups", async () => {
    expect(await api.create("web")).not.toBe(id);
    expect((await api.list()).map((group) => group.name)).toEqual(["web", "web"]);
  });

  test("ids look like UUIDs and are none", () => {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-0[0-9a-f]{3}-e[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test("GET lists them, without success", async () => {
    const { status, body } = await api.call("GET", "/v2/groups");
    expect({ status, body }).toEqual({ status: 200, body: { groups: [{ ...empty, id }] } });
  });

  test("POST reads one, with success", async () => {
    const { status, body } = await api.call("POST", `/v2/groups/${id}`);
    expect({ status, body }).toEqual({ status: 200, body: { success: true, group: { ...empty, id } } });
  });

  test("DELETE adds a task: the group is shown a while longer, then gone", async () => {
    expect((await api.call("DELETE", `/v2/groups/${id}`)).body).toEqual(succeeded);
    expect(await api.list()).toHaveLength(1);
    expect((await api.change(id, "group-add-rule", https)).body).toMatchObject({ success: false });
    expect((await api.call("DELETE", `/v2/groups/${id}`)).body).toEqual(succeeded);
    expect((await api.read(id)).id).toBe(id);
    expect(await api.list()).toEqual([]);
    expect((await api.call("POST", `/v2/groups/${id}`)).status).toBe(404);
    expect(api.sandbox.log.entries({ level: "task" })).toEqual([
      { level: "task", method: "DELETE", path: `/v2/groups/${id}`, status: 200, outcome: "OK" },
    ]);
  });

  test.each([
    ["no name", {}],
    ["an empty name", { name: "" }],
    ["a name that is not a string", { name: 7 }],
    ["a body that is not an object", "web"],
    ["no body", undefined],
  ])("PUT refuses %s", async (_, body) => {
    const answer = await api.call("PUT", "/v2/groups", body);
    expect(answer).toMatchObject({ status: 200, body: { success: false } });
    expect(await api.list()).toHaveLength(1);
  });
});

describe("members", () => {
  const kinds = [
    ["user", "users", "members"],
    ["vm", "virtualMachines", "virtual_machines"],
    ["resource", "resources", "resources"],
  ] as const;

  test.each(kinds)("a %s is attached and detached", async (kind, owned, shown) => {
    const member = api.sandbox[owned][1]!;
    expect((await api.change(id, `group-attach-${kind}`, { id: member })).body).toEqual(succeeded);
    const group = await api.read(id);
    expect(group[shown]).toEqual([expect.objectContaining({ id: member })]);
    const others = kinds.map(([, , each]) => each).filter((each) => each !== shown);
    for (const other of others) expect(group[other]).toEqual([]);

    expect((await api.change(id, `group-detach-${kind}`, { id: member })).body).toEqual(succeeded);
    expect((await api.read(id))[shown]).toEqual([]);
  });

  test("are shown with their names, labels and types", async () => {
    const { users, virtualMachines, resources } = api.sandbox;
    await api.change(id, "group-attach-user", { id: users[0] });
    await api.change(id, "group-attach-vm", { id: virtualMachines[0] });
    await api.change(id, "group-attach-resource", { id: resources[0] });
    await api.change(id, "group-attach-resource", { id: resources[2] });
    expect(await api.read(id)).toMatchObject({
      members: [{ id: users[0], name: "owner" }],
      virtual_machines: [{ id: virtualMachines[0], label: "web-1" }],
      resources: [
        { id: resources[0], type: "LOAD_BALANCER", label: "front" },
        { id: resources[2], type: "RESTORE_POINT" },
      ],
    });
  });

  test.each(kinds)("an unknown %s is refused", async (kind) => {
    expect((await api.change(id, `group-attach-${kind}`, { id: unknown })).status).toBe(404);
    expect((await api.change(id, `group-detach-${kind}`, { id: unknown })).status).toBe(404);
  });

  test.each(kinds)("a %s needs its id as a string", async (kind) => {
    for (const body of [{}, { id: 7 }, { id: null }, []])
      expect((await api.change(id, `group-attach-${kind}`, body)).body).toMatchObject({ success: false });
  });

  test("a virtual machine may be in two groups", async () => {
    const [id2, member] = [await api.create("second"), { id: api.sandbox.virtualMachines[0] }];
    await api.change(id, "group-attach-vm", member);
    await api.change(id2, "group-attach-vm", member);
    for (const each of [id, id2]) expect((await api.read(each)).virtual_machines).toHaveLength(1);
  });
});

describe("firewall", () => {
  test("the switch is kept but no reply shows it", async () => {
    const before = (await api.list())[0];
    api.sandbox.settings.set({ defaultRules: "none" });
    expect((await api.change(id, "firewall", { active: true })).body).toEqual(succeeded);
    expect(api.sandbox.secondWriter.groups()).toMatchObject([{ id, active: true }]);
    expect(await api.list()).toEqual([before]);
    expect(await api.read(id)).toEqual(before);

    expect((await api.change(id, "firewall", { active: false })).body).toEqual(succeeded);
    expect(api.sandbox.secondWriter.groups()).toMatchObject([{ id, active: false }]);
  });

  test.each([{}, { active: "true" }, { active: 1 }])("%j is refused", async (body) => {
    expect((await api.change(id, "firewall", body)).body).toMatchObject({ success: false });
  });
});

describe("what does not exist", () => {
  test.each([
    ["POST", `/v2/groups/${unknown}`],
    ["DELETE", `/v2/groups/${unknown}`],
    ["POST", `/v2/groups/${unknown}/firewall`],
    ["POST", "/v2/groups"],
    ["GET", `/v2/groups/${unknown}`],
    ["POST", `/v2/groups/${unknown}/group-rename`],
    ["GET", "/v2/virtual-machines"],
    ["GET", "/"],
  ])("%s %s gets a 404 without JSON", async (method, path) => {
    const { status, body } = await api.call(method, path, method === "POST" ? { active: true } : undefined);
    expect({ status, body }).toEqual({ status: 404, body: undefined });
  });
});

test("a request without the documented content type is refused", async () => {
  const { body } = await api.call("GET", "/v2/groups", undefined, { "Content-Type": "text/plain" });
  expect(body).toMatchObject({ success: false, error: expect.stringContaining("Content-Type") as unknown });
});
