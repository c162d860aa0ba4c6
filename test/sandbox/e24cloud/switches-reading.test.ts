import { z } from "zod";
import { client, clientWithGroup, closeAll } from "./api-client";
import type { ApiClient } from "./api-client";

afterEach(closeAll);

const ssh = { direction: "IN", protocol: "TCP", min_port: 22, max_port: 22 };

describe("reading", () => {
  const statuses = async (api: ApiClient, path: string) =>
    Promise.all(["GET", "POST"].map(async (method) => (await api.call(method, path)).status));

  test.each([
    ["GET", [200, 404]],
    ["POST", [404, 200]],
    ["both", [200, 200]],
  ] as const)("list: %s", async (list, expected) => {
    const { api } = await clientWithGroup({ list });
    expect(await statuses(api, "/v2/groups")).toEqual(expected);
    expect(await api.list()).toHaveLength(1);
  });

  test.each([
    ["GET", [200, 404]],
    ["POST", [404, 200]],
    ["both", [200, 200]],
  ] as const)("singleRead: %s", async (singleRead, expected) => {
    const { api, id } = await clientWithGroup({ singleRead });
    expect(await statuses(api, `/v2/groups/${id}`)).toEqual(expected);
    expect((await api.read(id)).id).toBe(id);
  });

  test("listDetail: a summary has neither rules nor resources, a single read has both", async () => {
    const { api, id } = await clientWithGroup({ listDetail: "summary" });
    await api.change(id, "group-add-rule", ssh);
    expect((await api.list())[0]).not.toHaveProperty("rules");
    expect((await api.list())[0]).not.toHaveProperty("resources");
    expect((await api.read(id)).rules).toHaveLength(1);
    expect((await api.read(id)).resources).toEqual([]);
  });

  test("listLimit: the list ends early, a single read finds the rest", async () => {
    const { api, id } = await clientWithGroup({ listLimit: 1 });
    const second = await api.create("second");
    expect((await api.list()).map((each) => each.id)).toEqual([id]);
    expect((await api.read(second)).name).toBe("second");
  });

  test("what reads have still to show, a queue that has run empty shows", async () => {
    const { api, id } = await clientWithGroup({ staleReads: 3, deleteVisibleReads: 9 });
    await api.change(id, "group-add-rule", ssh);
    expect((await api.read(id)).rules).toEqual([]);
    api.sandbox.catchUp();
    expect((await api.read(id)).rules).toHaveLength(1);
    await api.call("DELETE", `/v2/groups/${id}`);
    expect(await api.list()).toHaveLength(1);
    api.sandbox.catchUp();
    expect(await api.list()).toEqual([]);
  });

  test("staleReads: a change shows up only after a number of reads of its group", async () => {
    const { api, id } = await clientWithGroup({ staleReads: 2 });
    const other = await api.create("other");
    await api.change(id, "group-add-rule", ssh);
    await api.change(id, "group-add-rule", { direction: "OUT" });
    await api.read(other);
    expect((await api.read(id)).rules).toEqual([]);
    expect((await api.list())[0]!.rules).toEqual([]);
    expect((await api.read(id)).rules).toHaveLength(2);
  });

  test("staleReads: a large number is longer than any wait, until the switch is off", async () => {
    const { api, id } = await clientWithGroup({ staleReads: Number.MAX_SAFE_INTEGER });
    await api.change(id, "group-add-rule", ssh);
    for (let reads = 0; reads < 50; reads++) expect((await api.read(id)).rules).toEqual([]);
    expect((await api.list())[0]!.rules).toEqual([]);
    api.sandbox.settings.set({ staleReads: 0 });
    expect((await api.read(id)).rules).toHaveLength(1);
  });

  test("createHiddenReads: a new group is missing from a number of reads, but not from the answer to its create", async () => {
    const { api, id } = await clientWithGroup({ createHiddenReads: 2, createAnswer: "all" });
    expect((await api.call("POST", `/v2/groups/${id}`)).status).toBe(404);
    expect(await api.list()).toEqual([]);
    expect(await api.list()).toMatchObject([{ id }]);
    const { body } = await api.call("PUT", "/v2/groups", { name: "second" });
    expect(body).toMatchObject({ groups: [{ name: "web" }, { name: "second" }] });
    api.sandbox.secondWriter.create("by somebody else");
    expect((await api.list()).map(({ name }) => name)).toEqual(["web", "by somebody else"]);
    api.sandbox.settings.set({ createHiddenReads: 0 });
    expect(await api.list()).toHaveLength(3);
  });
});

describe("shapes", () => {
  test.each([
    ["odd", false],
    ["standard", true],
  ] as const)("ids: %s", async (ids, standard) => {
    const { id } = await clientWithGroup({ ids });
    expect(z.guid().safeParse(id).success).toBe(true);
    expect(z.uuid().safeParse(id).success).toBe(standard);
  });

  test.each([
    ["strings", { id: expect.any(String) as unknown, min_port: "22", max_port: "22" }],
    ["integers", { id: expect.any(Number) as unknown, min_port: 22, max_port: 22 }],
  ] as const)("numbers: %s", async (numbers, expected) => {
    const { api, id } = await clientWithGroup({ numbers });
    await api.change(id, "group-add-rule", ssh);
    expect((await api.read(id)).rules).toEqual([{ ...ssh, ...expected }]);
  });

  test.each(["strings", "integers"] as const)("ICMP values are strings with numbers: %s", async (numbers) => {
    const { api, id } = await clientWithGroup({ numbers });
    await api.change(id, "group-add-rule", {
      direction: "IN",
      protocol: "ICMP",
      icmp_type: "8",
      icmp_code: "0",
    });
    expect((await api.read(id)).rules).toMatchObject([{ icmp_type: "8", icmp_code: "0" }]);
  });

  test("nullFields: shown", async () => {
    const { api, id } = await clientWithGroup({ nullFields: "shown" });
    await api.change(id, "group-add-rule", { direction: "OUT" });
    expect((await api.read(id)).rules).toEqual([
      {
        id: expect.any(String) as unknown,
        direction: "OUT",
        src_address: null,
        dst_address: null,
        protocol: null,
        min_port: null,
        max_port: null,
        icmp_type: null,
        icmp_code: null,
      },
    ]);
  });

  const sent = ["198.51.100.7", "198.51.100.7/32", "10.0.0.0/8", "2001:db8::7", "2001:db8::7/128"];
  test.each([
    ["verbatim", sent],
    ["bare-hosts", ["198.51.100.7", "198.51.100.7", "10.0.0.0/8", "2001:db8::7", "2001:db8::7"]],
    [
      "masked-hosts",
      ["198.51.100.7/32", "198.51.100.7/32", "10.0.0.0/8", "2001:db8::7/128", "2001:db8::7/128"],
    ],
  ] as const)("addresses: %s", async (addresses, expected) => {
    const { api, id } = await clientWithGroup({ addresses });
    for (const src_address of sent) await api.change(id, "group-add-rule", { direction: "IN", src_address });
    expect((await api.read(id)).rules!.map((rule) => rule.src_address)).toEqual(expected);
  });

  test("order: newest first, groups and rules", async () => {
    const { api, id } = await clientWithGroup({ order: "newest-first" });
    await api.change(id, "group-add-rule", ssh);
    await api.change(id, "group-add-rule", { direction: "OUT" });
    await api.create("second");
    expect((await api.list()).map((each) => each.name)).toEqual(["second", "web"]);
    expect((await api.read(id)).rules!.map((rule) => rule.direction)).toEqual(["OUT", "IN"]);
  });

  test("successEverywhere: list and create say success", async () => {
    const api = await client({ successEverywhere: true });
    expect((await api.call("PUT", "/v2/groups", { name: "web" })).body).toMatchObject({ success: true });
    expect((await api.call("GET", "/v2/groups")).body).toMatchObject({ success: true });
  });

  test("createAnswer: all groups", async () => {
    const { api, id } = await clientWithGroup({ createAnswer: "all" });
    const { body } = await api.call("PUT", "/v2/groups", { name: "second" });
    expect(body).toMatchObject({ groups: [{ id }, { name: "second" }] });
  });

  test("members: ids", async () => {
    const { api, id } = await clientWithGroup({ members: "ids" });
    const [user, machine] = [api.sandbox.users[1], api.sandbox.virtualMachines[1]];
    await api.change(id, "group-attach-user", { id: user });
    await api.change(id, "group-attach-vm", { id: machine });
    expect(await api.read(id)).toMatchObject({ members: [user], virtual_machines: [machine] });
  });

  test.each([
    ["virtual_machines", 1, 0],
    ["resources", 0, 1],
    ["both", 1, 1],
  ] as const)("virtualMachinesIn: %s", async (virtualMachinesIn, inMachines, inResources) => {
    const { api, id } = await clientWithGroup({ virtualMachinesIn });
    await api.change(id, "group-attach-vm", { id: api.sandbox.virtualMachines[0] });
    const shown = await api.read(id);
    expect(shown.virtual_machines).toHaveLength(inMachines);
    expect(shown.resources).toHaveLength(inResources);
  });
});
