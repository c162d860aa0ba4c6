import { client, closeAll } from "./api-client";
import type { ApiClient } from "./api-client";

let api: ApiClient;
let id: string;
beforeEach(async () => {
  api = await client({ duplicateRule: "reject", ipv6: "reject", staleReads: 1 });
  id = await api.create("web");
});
afterEach(closeAll);

const ssh = { direction: "IN", protocol: "TCP", min_port: 22, max_port: 22 };

/** A call of the control endpoints, which needs no signature. */
const control = (method: string, path: string, body?: unknown) =>
  fetch(`${api.sandbox.url}/_sandbox${path}`, {
    method,
    body: body === undefined ? null : JSON.stringify(body),
  });

test("adds, changes and deletes a rule over HTTP, at once visible", async () => {
  const added = await control("POST", `/groups/${id}/group-add-rule`, ssh);
  expect(await added.json()).toMatchObject({ id, rules: [ssh] });
  const [rule] = (await api.read(id)).rules!;
  expect(rule).toMatchObject({ min_port: "22", max_port: "22" });

  await control("POST", `/groups/${id}/group-update-rule`, { rule_id: rule!.id, max_port: 23 });
  expect((await api.read(id)).rules).toEqual([{ ...rule, max_port: "23" }]);

  await control("POST", `/groups/${id}/group-delete-rule`, { rule_id: rule!.id });
  expect((await api.read(id)).rules).toEqual([]);
});

test("attaches and detaches members over HTTP", async () => {
  const member = { id: api.sandbox.virtualMachines[2] };
  await control("POST", `/groups/${id}/group-attach-vm`, member);
  expect((await api.read(id)).virtual_machines).toMatchObject([member]);
  await control("POST", `/groups/${id}/group-detach-vm`, member);
  expect((await api.read(id)).virtual_machines).toEqual([]);
});

test("is not bound by the switches", async () => {
  api.sandbox.secondWriter.change(id, "group-add-rule", ssh);
  api.sandbox.secondWriter.change(id, "group-add-rule", ssh);
  api.sandbox.secondWriter.change(id, "group-add-rule", { direction: "IN", src_address: "2001:db8::/32" });
  expect((await api.read(id)).rules).toHaveLength(3);
});

test("creates groups, and deletes them at once", async () => {
  const foreign = (await (await control("POST", "/groups", { name: "foreign" })).json()) as { id: string };
  expect((await api.list()).map((group) => group.name)).toEqual(["web", "foreign"]);
  expect((await control("DELETE", `/groups/${foreign.id}`)).status).toBe(204);
  expect((await api.list()).map((group) => group.name)).toEqual(["web"]);
});

test("shows the groups as they really are, the firewall included", async () => {
  await api.change(id, "firewall", { active: true });
  expect(await (await control("GET", "/groups")).json()).toMatchObject([{ id, active: true }]);
});

test.each([
  ["POST", "/groups/nothing/group-add-rule", ssh, 404],
  ["DELETE", "/groups/nothing", undefined, 404],
  ["POST", "/groups/ID/group-rename", {}, 400],
  ["POST", "/groups/ID/group-add-rule", { direction: "UP" }, 400],
  ["POST", "/groups", { title: "web" }, 400],
])("%s %s with %j is answered by an error", async (method, path, body, status) => {
  const answer = await control(method, path.replace("ID", id), body);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toEqual({ error: expect.any(String) as unknown });
});

describe("overlay", () => {
  test("shows raw JSON in the place of fields of a group and its rules, in list and read, and nowhere else", async () => {
    api.sandbox.settings.set({ staleReads: 0 });
    const other = await api.create("other");
    for (const group of [id, other]) api.sandbox.secondWriter.change(group, "group-add-rule", ssh);
    const real = api.sandbox.secondWriter.groups();
    const resources = [{ id: "r", type: "LOAD_BALANCER", label: 7 }];
    api.sandbox.secondWriter.overlay(id, {
      group: { name: null, owner: [], permisions: [], resources, label: 7 },
      rules: { icmp_type: "any", direction: null },
    });
    const odd = {
      id,
      name: null,
      owner: [],
      permisions: [],
      resources,
      label: 7,
      rules: [{ protocol: "TCP", icmp_type: "any", direction: null }],
    };
    const plain = { id: other, name: "other", rules: [{ direction: "IN" }] };
    expect(await api.read(id)).toMatchObject(odd);
    expect(await api.list()).toMatchObject([odd, plain]);
    expect((await api.list())[1]!.rules![0]).not.toHaveProperty("icmp_type");
    expect(api.sandbox.secondWriter.groups()).toEqual(real);
  });

  test("is set over HTTP, may take the place of all rules, and goes", async () => {
    const body = (overlay: unknown) => control("PUT", `/groups/${id}/overlay`, overlay);
    expect((await body({ group: { rules: "none" } })).status).toBe(204);
    expect(await api.list()).toMatchObject([{ id, rules: "none" }]);
    api.sandbox.settings.set({ listDetail: "summary" });
    expect((await api.list())[0]).not.toHaveProperty("rules");
    expect((await body({})).status).toBe(204);
    expect(await api.read(id)).toMatchObject({ rules: [] });
    const wrong = await body({ groups: {} });
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining("groups")]);
    expect((await control("PUT", "/groups/nothing/overlay", {})).status).toBe(404);
  });
});

describe("history", () => {
  test("shows after every change who made it and what the group then held", async () => {
    api.sandbox.settings.set({ deleteVisibleReads: 0 });
    await api.change(id, "group-add-rule", ssh);
    api.sandbox.secondWriter.change(id, "group-add-rule", { direction: "OUT" });
    await api.change(id, "firewall", { active: true });
    await api.change(id, "group-add-rule", ssh);
    await api.call("DELETE", `/v2/groups/${id}`);
    await api.create("other");

    const steps = api.sandbox.history.steps(id).map(({ writer, operation, after }) => ({
      writer,
      operation,
      rules: after?.rules.length,
      active: after?.active,
    }));
    expect(steps).toEqual([
      { writer: "api", operation: "create", rules: 0, active: false },
      { writer: "api", operation: "group-add-rule", rules: 1, active: false },
      { writer: "second-writer", operation: "group-add-rule", rules: 2, active: false },
      { writer: "api", operation: "firewall", rules: 3, active: true },
      { writer: "task", operation: "delete" },
    ]);
    expect(api.sandbox.history.steps()).toHaveLength(6);
  });

  test("is read and cleared over HTTP", async () => {
    await api.create("other");
    expect(await (await control("GET", "/history")).json()).toHaveLength(2);
    expect(await (await control("GET", `/history?group=${id}`)).json()).toMatchObject([{ groupId: id }]);
    expect((await control("DELETE", "/history")).status).toBe(204);
    expect(await (await control("GET", "/history")).json()).toEqual([]);
  });
});
