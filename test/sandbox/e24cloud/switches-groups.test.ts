import { clientWithGroup, closeAll } from "./api-client";
import type { ApiClient } from "./api-client";

afterEach(closeAll);

const refused = { success: false, error: expect.any(String) as unknown };

describe("groups and members", () => {
  test("duplicateName: reject", async () => {
    const { api } = await clientWithGroup({ duplicateName: "reject" });
    expect((await api.call("PUT", "/v2/groups", { name: "web" })).body).toEqual(refused);
    expect((await api.call("PUT", "/v2/groups", { name: "Web" })).body).toHaveProperty("groups");
  });

  test.each([
    ["ok", true],
    ["fail", false],
  ] as const)("repeatAttach: %s", async (repeatAttach, success) => {
    const { api, id } = await clientWithGroup({ repeatAttach });
    const member = { id: api.sandbox.virtualMachines[0] };
    await api.change(id, "group-attach-vm", member);
    expect((await api.change(id, "group-attach-vm", member)).body).toMatchObject({ success });
    expect((await api.read(id)).virtual_machines).toHaveLength(1);
    await api.change(id, "group-detach-vm", member);
    expect((await api.change(id, "group-detach-vm", member)).body).toMatchObject({ success });
    expect((await api.read(id)).virtual_machines).toEqual([]);
  });

  test("inUse: allow deletes a group with members", async () => {
    const { api, id } = await clientWithGroup({ inUse: "allow", deleteVisibleReads: 0 });
    await api.change(id, "group-attach-vm", { id: api.sandbox.virtualMachines[0] });
    expect((await api.call("DELETE", `/v2/groups/${id}`)).body).toEqual({ success: true });
    expect(await api.list()).toEqual([]);
  });

  test("inUse: reject wants the members detached first", async () => {
    const { api, id } = await clientWithGroup({ inUse: "reject", deleteVisibleReads: 0 });
    const member = { id: api.sandbox.users[0] };
    await api.change(id, "group-attach-user", member);
    expect((await api.call("DELETE", `/v2/groups/${id}`)).body).toEqual(refused);
    await api.change(id, "group-detach-user", member);
    expect((await api.call("DELETE", `/v2/groups/${id}`)).body).toEqual({ success: true });
    expect(await api.list()).toEqual([]);
  });

  test.each([0, 1, 3])("deleteVisibleReads: %i", async (deleteVisibleReads) => {
    const { api, id } = await clientWithGroup({ deleteVisibleReads });
    await api.call("DELETE", `/v2/groups/${id}`);
    for (let i = 0; i < deleteVisibleReads; i++) expect(await api.list()).toHaveLength(1);
    expect(await api.list()).toEqual([]);
  });
});

describe("refusals", () => {
  test.each([
    ["success-false", 200, refused],
    ["status-400", 400, refused],
    ["bare-404", 404, undefined],
  ] as const)("refusals: %s", async (refusals, status, body) => {
    const { api, id } = await clientWithGroup({ refusals });
    expect(await api.change(id, "group-add-rule", {})).toMatchObject({ status, body });
  });

  test.each([
    ["success-false", 200, refused],
    ["bare-404", 404, undefined],
  ] as const)("unknownId: %s", async (unknownId, status, body) => {
    const { api } = await clientWithGroup({ unknownId });
    expect(await api.call("POST", "/v2/groups/nothing")).toMatchObject({ status, body });
  });

  test.each([
    ["status-401", 401],
    ["status-403", 403],
    ["success-false", 200],
  ] as const)("unauthorized: %s", async (unauthorized, status) => {
    const { api } = await clientWithGroup({ unauthorized });
    const answer = await api.call("GET", "/v2/groups", undefined, { Authorization: "someone:else" });
    expect(answer).toMatchObject({ status, body: refused });
  });

  test("reasons: silent", async () => {
    const { api, id } = await clientWithGroup({ reasons: "silent" });
    expect((await api.change(id, "group-add-rule", {})).body).toEqual({ success: false });
  });
});

describe("clock", () => {
  const at = (seconds: number) => ({ "X-Date": new Date(Date.now() + seconds * 1000).toUTCString() });
  const skewed = async (api: ApiClient, seconds: number) =>
    (await api.call("GET", "/v2/groups", undefined, at(seconds))).status;

  test("clockSkew: a date outside the window is refused, either way", async () => {
    const { api } = await clientWithGroup({ clockSkew: 300 });
    expect(await skewed(api, -280)).toBe(200);
    expect(await skewed(api, 280)).toBe(200);
    expect(await skewed(api, -320)).toBe(401);
    expect(await skewed(api, 320)).toBe(401);
  });

  test("clockOffset: the server's clock is another one, and its Date header shows it", async () => {
    const { api } = await clientWithGroup({});
    api.sandbox.settings.set({ clockOffset: 7200 });
    const { status, headers, body } = await api.call("GET", "/v2/groups");
    expect(status).toBe(401);
    expect(body).toEqual({ success: false, error: expect.stringContaining("X-Date") as unknown });
    expect(Date.parse(headers.get("date")!)).toBeGreaterThan(Date.now() + 7_100_000);
    expect(await skewed(api, 7200)).toBe(200);
  });
});
