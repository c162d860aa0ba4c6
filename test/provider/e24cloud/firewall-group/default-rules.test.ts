import { useTwin } from "../emulator";

const twin = useTwin();
const https = { protocol: "tcp", ports: 443 };

describe("default rules", () => {
  const moments = ["onCreate", "onFirstEnable", "none"] as const;

  test.each(moments)("that come %s are kept and show no drift", async (defaultRules) => {
    await twin.start({ defaultRules });
    const args = { rules: [https], active: true };
    await twin.group.up(args);
    await twin.group.refresh();
    expect(twin.keys).toEqual(["ingress tcp 443 from anywhere"]);
    expect(await twin.group.up(args)).toBe("unchanged");
    expect(twin.live?.rules).toHaveLength(defaultRules === "none" ? 1 : 4);
  });

  test.each(moments)("that come %s are removed where they are to be", async (defaultRules) => {
    await twin.start({ defaultRules });
    const args = { rules: [https], active: true, defaultRules: "remove" };
    await twin.group.up(args);
    expect(twin.live?.rules).toHaveLength(1);
    await twin.group.refresh();
    expect(await twin.group.up(args)).toBe("unchanged");
  });

  test("that the program has too are there once", async () => {
    await twin.start({ defaultRules: "onFirstEnable" });
    await twin.group.up({
      rules: [https, { protocol: "udp", ports: "67-68" }, { direction: "OUT" }],
      active: true,
    });
    expect(twin.live?.rules).toHaveLength(4);
    twin.sandbox.log.clear();
    const rules = [
      { ...https, srcAddress: "192.0.2.0/24" },
      { protocol: "udp", ports: "67-68" },
      { direction: "OUT" },
    ];
    await twin.group.up({ rules, active: true });
    expect(twin.writes).toEqual(["group-update-rule"]);
  });

  test("one that the program had and has no more is removed all the same", async () => {
    await twin.start({ defaultRules: "none" });
    const openSsh = { protocol: "tcp", ports: 22 };
    await twin.group.up({ rules: [https, openSsh] });
    await twin.group.up({ rules: [https] });
    expect(twin.live?.rules).toHaveLength(1);
  });
});
