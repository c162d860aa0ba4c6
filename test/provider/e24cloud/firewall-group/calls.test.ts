import { useEmulator } from "../emulator";

const emulator = useEmulator();
const ssh = { protocol: "tcp", ports: 22, srcAddress: "203.0.113.0/24" };
const https = { protocol: "tcp", ports: 443 };

describe("calls", () => {
  test("one changed rule is one update", async () => {
    await emulator.start();
    await emulator.group.up({ rules: [ssh, https] });
    emulator.sandbox.log.clear();
    await emulator.group.up({ rules: [{ ...ssh, srcAddress: "198.51.100.0/24" }, https] });
    expect(emulator.writes).toEqual(["group-update-rule"]);
  });

  test("a create makes the group, then rules, then members, and the switch last", async () => {
    await emulator.start();
    await emulator.group.up({
      rules: [https],
      virtualMachines: emulator.sandbox.virtualMachines.slice(0, 1),
      active: true,
    });
    // The default rules come with the switch.
    const removals = Array.from({ length: 3 }, () => "group-delete-rule");
    expect(emulator.writes).toEqual(["PUT", "group-add-rule", "group-attach-vm", "firewall", ...removals]);
  });

  test("a change of settings alone sends nothing at all", async () => {
    await emulator.start();
    await emulator.group.up({ rules: [https], active: false });
    emulator.sandbox.log.clear();
    expect(
      await emulator.group.up({ rules: [https], active: false, guard: "error", timeouts: { delete: "1m" } }),
    ).toBe("updated");
    expect(emulator.sandbox.log.count()).toBe(0);
    expect(emulator.group.outputs).toMatchObject({
      guard: "error",
      owner: { id: expect.any(String) as string },
    });
  });

  test("the switch is sent only when it changes", async () => {
    await emulator.start();
    await emulator.group.up({ rules: [https], active: true });
    emulator.sandbox.log.clear();
    await emulator.group.up({ rules: [ssh], active: true });
    expect(emulator.writes).not.toContain("firewall");
    await emulator.group.up({ rules: [ssh] });
    expect(emulator.live?.active).toBe(true);
    await emulator.group.up({ rules: [ssh], active: false });
    expect(emulator.live?.active).toBe(false);
  });

  test.each(["documented", "strict", "lenient"] as const)(
    "a refresh of 100 groups takes at most 3 requests on the server %s",
    async (profile) => {
      await emulator.start({ profile });
      const ids = Array.from(
        { length: 100 },
        (_, n) => emulator.sandbox.secondWriter.create(`group ${n}`).id,
      );
      const { inputs } = await emulator.group.preview({ name: "group 0", rules: [] });
      const known = ids.map((_, n) => ({ ...inputs, name: `group ${n}` }));
      emulator.sandbox.log.clear();
      const names = await Promise.all(
        ids.map(async (id, n) => (await emulator.group.read(id, known[n])).props?.name),
      );
      expect(new Set(names).size).toBe(100);
      expect(emulator.sandbox.log.count({ level: "api" })).toBeLessThanOrEqual(3);
    },
  );
});
