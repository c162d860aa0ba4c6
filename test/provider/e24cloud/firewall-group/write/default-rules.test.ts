import { useEmulator } from "../../emulator";

const emulator = useEmulator();
const https = { protocol: "tcp", ports: 443 };

describe("default rules", () => {
  const moments = ["onCreate", "onFirstEnable", "none"] as const;

  test.each(moments)("that come %s are kept and show no drift", async (defaultRules) => {
    await emulator.start({ defaultRules });
    const args = { rules: [https], active: true };
    await emulator.group.up(args);
    await emulator.group.refresh();
    expect(emulator.keys).toEqual(["ingress tcp 443 from anywhere"]);
    expect(await emulator.group.up(args)).toBe("unchanged");
    expect(emulator.live?.rules).toHaveLength(defaultRules === "none" ? 1 : 4);
  });

  test.each(moments)("that come %s are removed where they are to be", async (defaultRules) => {
    await emulator.start({ defaultRules });
    const args = { rules: [https], active: true, defaultRules: "remove" };
    await emulator.group.up(args);
    expect(emulator.live?.rules).toHaveLength(1);
    await emulator.group.refresh();
    expect(await emulator.group.up(args)).toBe("unchanged");
  });

  test("that the program has too are there once", async () => {
    await emulator.start({ defaultRules: "onFirstEnable" });
    await emulator.group.up({
      rules: [https, { protocol: "udp", ports: "67-68" }, { direction: "OUT" }],
      active: true,
    });
    expect(emulator.live?.rules).toHaveLength(4);
    emulator.sandbox.log.clear();
    const rules = [
      { ...https, srcAddress: "192.0.2.0/24" },
      { protocol: "udp", ports: "67-68" },
      { direction: "OUT" },
    ];
    await emulator.group.up({ rules, active: true });
    expect(emulator.writes).toEqual(["group-update-rule"]);
  });

  test("one that the program had and has no more is removed all the same", async () => {
    await emulator.start({ defaultRules: "none" });
    const openSsh = { protocol: "tcp", ports: 22 };
    await emulator.group.up({ rules: [https, openSsh] });
    await emulator.group.up({ rules: [https] });
    expect(emulator.live?.rules).toHaveLength(1);
  });
});
