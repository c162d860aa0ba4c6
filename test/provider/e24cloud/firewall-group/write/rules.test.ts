import { useEmulator } from "../../emulator";

const emulator = useEmulator();
const ssh = { protocol: "tcp", ports: 22, srcAddress: "203.0.113.0/24" };
const https = { protocol: "tcp", ports: 443 };

describe("rules", () => {
  test("that exist already are not added, and of doubled ones the oldest stays", async () => {
    await emulator.start();
    await emulator.group.up({ rules: [] });
    const body = { direction: "IN", protocol: "TCP", min_port: 443, max_port: 443 };
    emulator.sandbox.secondWriter.change(emulator.group.id, "group-add-rule", body);
    emulator.sandbox.secondWriter.change(emulator.group.id, "group-add-rule", body);
    const [oldest] = emulator.live?.rules ?? [];
    emulator.sandbox.log.clear();
    await emulator.group.up({ rules: [https] });
    expect(emulator.writes).toEqual(["group-delete-rule"]);
    expect(emulator.live?.rules.map(({ id }) => id)).toEqual([oldest?.id]);
  });

  test.each(["merge", "refuse"] as const)(
    "are repaired where update does not replace but %s",
    async (update) => {
      await emulator.start({ update, nullInputs: "reject" });
      await emulator.group.up({ rules: [ssh, https] });
      await emulator.group.up({ rules: [{ protocol: "tcp", ports: 22 }, https] });
      expect(emulator.live?.rules.map((rule) => rule.src_address)).toEqual([null, null]);
      await emulator.group.refresh();
      expect(emulator.keys).toEqual(["ingress tcp 22 from anywhere", "ingress tcp 443 from anywhere"]);
    },
  );

  test("that the server refuses are reported by their key", async () => {
    await emulator.start({ ipv6: "reject" });
    await expect(emulator.group.up({ rules: [{ ...https, srcAddress: "2001:db8::/32" }] })).rejects.toThrow(
      /cannot add the rule "ingress tcp 443 from 2001:db8::\/32": .*IPv6 is not supported/,
    );
  });

  test("that are secret are reported without their addresses", async () => {
    await emulator.start({ ipv6: "reject" });
    const rules = [{ ...https, srcAddress: "2001:db8::/32" }];
    const error: unknown = await emulator.group
      .up({ rules, secretInputs: ["rules.peers"] })
      .catch((thrown: unknown) => thrown);
    expect(String(error instanceof Error && error.message)).toMatch(/rule "ingress tcp 443 from \[secret\]"/);
    expect(String(error instanceof Error && error.message)).not.toContain("2001:db8");
  });
});
