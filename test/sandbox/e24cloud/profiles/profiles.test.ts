import { profileNames, profiles } from "../../../../sandbox/e24cloud/profiles/profiles";
import type { ProfileName } from "../../../../sandbox/e24cloud/profiles/profiles";
import { clientWithGroup, closeAll } from "../api-client";

afterEach(closeAll);

describe.each(profileNames)("profile %s", (profile) => {
  test("differs from the documented one in its own switches only", async () => {
    const { api: documented } = await clientWithGroup({});
    const { api } = await clientWithGroup({ profile });
    expect(api.sandbox.settings.current).toEqual({
      ...documented.sandbox.settings.current,
      ...profiles[profile],
    });
    for (const [name, value] of Object.entries(profiles[profile]))
      expect(documented.sandbox.settings.current).not.toHaveProperty(name, value);
  });

  test("a group lives from create to delete", async () => {
    const { api, id } = await clientWithGroup({ profile });
    const machine = { id: api.sandbox.virtualMachines[0] };
    const rule = {
      direction: "IN",
      protocol: "TCP",
      src_address: "10.0.0.0/8",
      min_port: 443,
      max_port: 443,
    };
    for (const [operation, body] of [
      ["group-add-rule", rule],
      ["group-attach-vm", machine],
      ["firewall", { active: true }],
      ["group-detach-vm", machine],
    ] as const)
      expect((await api.change(id, operation, body)).body).toEqual({ success: true });
    expect(api.sandbox.secondWriter.groups()).toMatchObject([
      { id, active: true, rules: expect.arrayContaining([expect.objectContaining(rule)]) as unknown },
    ]);

    expect((await api.call("DELETE", `/v2/groups/${id}`)).body).toEqual({ success: true });
    for (let reads = 0; (await api.list()).length > 0; reads++) expect(reads).toBeLessThan(10);
  });
});

test("a single switch wins over the profile", async () => {
  const { api } = await clientWithGroup({ profile: "hostile", reasons: "given" });
  expect(api.sandbox.settings.current).toMatchObject({ reasons: "given", update: "merge" });
});

test.each<[ProfileName, number]>([
  ["strict", 403],
  ["lenient", 401],
  ["hostile", 200],
])("profile %s refuses a wrong signature with status %i", async (profile, status) => {
  const { api } = await clientWithGroup({ profile });
  const answer = await api.call("GET", "/v2/groups", undefined, { Authorization: "someone:else" });
  expect(answer).toMatchObject({ status, body: { success: false } });
});
