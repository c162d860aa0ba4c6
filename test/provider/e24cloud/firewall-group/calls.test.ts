import { useTwin } from "../emulator";

const twin = useTwin();
const ssh = { protocol: "tcp", ports: 22, srcAddress: "203.0.113.0/24" };
const https = { protocol: "tcp", ports: 443 };

describe("calls", () => {
  test("one changed rule is one update", async () => {
    await twin.start();
    await twin.group.up({ rules: [ssh, https] });
    twin.sandbox.log.clear();
    await twin.group.up({ rules: [{ ...ssh, srcAddress: "198.51.100.0/24" }, https] });
    expect(twin.writes).toEqual(["group-update-rule"]);
  });

  test("a create makes the group, then rules, then members, and the switch last", async () => {
    await twin.start();
    await twin.group.up({
      rules: [https],
      virtualMachines: twin.sandbox.virtualMachines.slice(0, 1),
      active: true,
    });
    expect(twin.writes).toEqual(["PUT", "group-add-rule", "group-attach-vm", "firewall"]);
  });

  test("a change of settings alone sends nothing at all", async () => {
    await twin.start();
    await twin.group.up({ rules: [https], active: false });
    twin.sandbox.log.clear();
    expect(
      await twin.group.up({ rules: [https], active: false, guard: "error", timeouts: { delete: "1m" } }),
    ).toBe("updated");
    expect(twin.sandbox.log.count()).toBe(0);
    expect(twin.group.outputs).toMatchObject({ guard: "error", owner: { id: expect.any(String) as string } });
  });

  test("the switch is sent only when it changes", async () => {
    await twin.start();
    await twin.group.up({ rules: [https], active: true });
    twin.sandbox.log.clear();
    await twin.group.up({ rules: [ssh], active: true });
    expect(twin.writes).not.toContain("firewall");
    await twin.group.up({ rules: [ssh] });
    expect(twin.live?.active).toBe(true);
    await twin.group.up({ rules: [ssh], active: false });
    expect(twin.live?.active).toBe(false);
  });

  test.each(["documented", "strict", "lenient"] as const)(
    "a refresh of 500 groups takes at most 3 requests on the server %s",
    async (profile) => {
      await twin.start({ profile });
      const ids = Array.from({ length: 500 }, (_, n) => twin.sandbox.secondWriter.create(`group ${n}`).id);
      const names = await Promise.all(
        ids.map(async (id, n) => {
          const { inputs = {} } = await twin.group.preview({ name: `group ${n}`, rules: [] });
          return (await twin.group.read(id, inputs)).props?.name;
        }),
      );
      expect(new Set(names).size).toBe(500);
      expect(twin.sandbox.log.count({ level: "api" })).toBeLessThanOrEqual(3);
    },
  );
});
