import { clientWithGroup, closeAll } from "./api-client";
import type { E24cloudSandboxOptions } from "../../../sandbox/e24cloud";

afterEach(closeAll);

const ssh = { direction: "IN", protocol: "TCP", min_port: 22, max_port: 22 };
const refused = { success: false, error: expect.any(String) as unknown };

describe("rules", () => {
  async function changed(options: E24cloudSandboxOptions, change: Record<string, unknown>) {
    const { api, id } = await clientWithGroup(options);
    await api.change(id, "group-add-rule", { ...ssh, src_address: "10.0.0.0/8" });
    const before = (await api.read(id)).rules![0]!;
    const { body } = await api.change(id, "group-update-rule", { rule_id: before.id, ...change });
    return { body, before, after: (await api.read(id)).rules![0]! };
  }

  test("update: replace clears what is left out", async () => {
    const { before, after } = await changed({ update: "replace" }, { direction: "IN" });
    expect(after).toEqual({ id: before.id, direction: "IN" });
  });

  test("update: replace needs the direction", async () => {
    const { body } = await changed({ update: "replace" }, { src_address: "10.0.0.0/16" });
    expect(body).toEqual(refused);
  });

  test("update: merge keeps what is left out and clears what is null", async () => {
    const { before, after } = await changed({ update: "merge" }, { src_address: null, max_port: 23 });
    expect(after).toEqual({ id: before.id, ...ssh, min_port: "22", max_port: "23" });
  });

  test("update: merge refuses what doesn't go with what is kept", async () => {
    const { body, before, after } = await changed({ update: "merge" }, { protocol: "ICMP" });
    expect(body).toEqual(refused);
    expect(after).toEqual(before);
  });

  test("update: refuse", async () => {
    const { body, before, after } = await changed({ update: "refuse" }, { ...ssh, min_port: 20 });
    expect(body).toEqual(refused);
    expect(after).toEqual(before);
  });

  test.each([
    ["accept", 1],
    ["reject", 0],
  ] as const)("nullInputs: %s", async (nullInputs, count) => {
    const { api, id } = await clientWithGroup({ nullInputs });
    await api.change(id, "group-add-rule", { ...ssh, src_address: null });
    expect((await api.read(id)).rules).toHaveLength(count);
  });

  test("nullInputs: ignore counts null as left out: any in a new rule, kept by a merge, cleared by a replace", async () => {
    const nulls = { src_address: null, max_port: 23, protocol: null };
    const merged = await changed({ update: "merge", nullInputs: "ignore" }, nulls);
    expect(merged.after).toEqual({ ...merged.before, max_port: "23" });
    const replaced = await changed(
      { update: "replace", nullInputs: "ignore" },
      { ...ssh, src_address: null },
    );
    expect(replaced.after).toEqual({ id: replaced.before.id, ...ssh, min_port: "22", max_port: "22" });
    const { api, id } = await clientWithGroup({ nullInputs: "ignore" });
    await api.change(id, "group-add-rule", { ...ssh, src_address: null });
    expect((await api.read(id)).rules).toMatchObject([{ protocol: "TCP", min_port: "22" }]);
  });

  const quotedPorts = { ...ssh, min_port: "22", max_port: "22" };
  const plainIcmp = { direction: "IN", protocol: "ICMP", icmp_type: 8, icmp_code: 0 };
  test.each([
    ["coerced", [true, true, true]],
    ["declared", [true, false, false]],
  ] as const)("inputTypes: %s", async (inputTypes, expected) => {
    const { api, id } = await clientWithGroup({ inputTypes });
    const answers = [];
    for (const rule of [ssh, quotedPorts, plainIcmp])
      answers.push((await api.change(id, "group-add-rule", rule)).body);
    expect(answers).toMatchObject(expected.map((success) => ({ success })));
    const quotedId = { rule_id: String((await api.read(id)).rules![0]!.id) };
    const { body } = await api.change(id, "group-delete-rule", quotedId);
    expect(body).toMatchObject({ success: inputTypes === "coerced" });
  });

  test.each([
    ["accept", true],
    ["reject", false],
  ] as const)("ipv6: %s", async (ipv6, success) => {
    const { api, id } = await clientWithGroup({ ipv6 });
    const { body } = await api.change(id, "group-add-rule", {
      direction: "IN",
      src_address: "2001:db8::/32",
    });
    expect(body).toMatchObject({ success });
  });

  test("duplicateRule: allow", async () => {
    const { api, id } = await clientWithGroup({ duplicateRule: "allow" });
    for (let i = 0; i < 2; i++) await api.change(id, "group-add-rule", ssh);
    expect((await api.read(id)).rules).toHaveLength(2);
  });

  test("duplicateRule: reject, other spellings and updates included", async () => {
    const { api, id } = await clientWithGroup({ duplicateRule: "reject" });
    const fromHost = { ...ssh, src_address: "10.0.0.7" };
    await api.change(id, "group-add-rule", fromHost);
    await api.change(id, "group-add-rule", ssh);
    const masked = { ...fromHost, src_address: "10.0.0.7/32" };
    const [first, second] = (await api.read(id)).rules!;
    expect((await api.change(id, "group-add-rule", masked)).body).toEqual(refused);
    expect((await api.change(id, "group-update-rule", { ...masked, rule_id: second!.id })).body).toEqual(
      refused,
    );
    expect((await api.change(id, "group-update-rule", { ...masked, rule_id: first!.id })).body).toEqual({
      success: true,
    });
    expect((await api.read(id)).rules).toHaveLength(2);
  });

  const defaults = [
    { direction: "OUT" },
    { direction: "IN", protocol: "TCP", min_port: "22", max_port: "22" },
    { direction: "IN", protocol: "UDP", min_port: "67", max_port: "68" },
  ];
  test.each([
    ["onCreate", 3, 3],
    ["onFirstEnable", 0, 3],
    ["none", 0, 0],
  ] as const)("defaultRules: %s", async (defaultRules, created, enabled) => {
    const { api, id } = await clientWithGroup({ defaultRules });
    expect((await api.read(id)).rules).toMatchObject(defaults.slice(0, created));
    await api.change(id, "firewall", { active: true });
    expect((await api.read(id)).rules).toMatchObject(defaults.slice(0, enabled));
  });

  test("default rules that were deleted don't come back", async () => {
    const { api, id } = await clientWithGroup({ defaultRules: "onFirstEnable" });
    await api.change(id, "firewall", { active: true });
    for (const rule of (await api.read(id)).rules!)
      await api.change(id, "group-delete-rule", { rule_id: rule.id });
    await api.change(id, "firewall", { active: false });
    await api.change(id, "firewall", { active: true });
    expect((await api.read(id)).rules).toEqual([]);
  });

  test.each([
    ["allow", 4],
    ["reject", 3],
  ] as const)(
    "default rules come next to equal ones with duplicateRule: %s",
    async (duplicateRule, count) => {
      const { api, id } = await clientWithGroup({ duplicateRule });
      await api.change(id, "group-add-rule", ssh);
      await api.change(id, "firewall", { active: true });
      expect((await api.read(id)).rules).toHaveLength(count);
    },
  );
});
