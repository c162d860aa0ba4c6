import { useEmulator } from "../emulator";

const emulator = useEmulator();
const ssh = { protocol: "tcp", ports: 22, srcAddress: "203.0.113.0/24" };
const https = { protocol: "tcp", ports: 443 };

describe("a refresh", () => {
  test("shows the rules that came and went, and up undoes it", async () => {
    await emulator.start();
    await emulator.group.up({ rules: [ssh, https] });
    const [first] = emulator.live?.rules ?? [];
    emulator.sandbox.secondWriter.change(emulator.group.id, "group-delete-rule", { rule_id: first?.id });
    emulator.sandbox.secondWriter.change(emulator.group.id, "group-add-rule", {
      direction: "IN",
      protocol: "UDP",
      min_port: 53,
      max_port: 53,
    });
    emulator.said.length = 0;
    await emulator.group.refresh();
    expect(emulator.said).toEqual([
      "web: drifted: opened udp 53 from anywhere; closed tcp 22 from 203.0.113.0/24",
    ]);
    expect(emulator.keys).toEqual(["ingress tcp 443 from anywhere", "ingress udp 53 from anywhere"]);
    expect(Object.keys(emulator.group.state?.inputs.rules ?? {})).toEqual(emulator.keys);
    expect(await emulator.group.up({ rules: [ssh, https] })).toBe("updated");
    expect(emulator.live?.rules).toHaveLength(2);
  });

  test("counts default rules that are kept", async () => {
    await emulator.start();
    const { secondWriter } = emulator.sandbox;
    await emulator.group.up({ rules: [https], defaultRules: "keep", active: true });
    const { id } = emulator.group;
    const saysOnRefresh = async () => {
      emulator.said.length = 0;
      await emulator.group.refresh();
      return [...emulator.said];
    };
    secondWriter.change(id, "group-add-rule", {
      direction: "OUT",
      protocol: "UDP",
      min_port: 53,
      max_port: 53,
    });
    expect(await saysOnRefresh()).toEqual(["web: drifted: other rules allow the same traffic"]);
    const out = emulator.live?.rules.find(
      ({ direction, protocol }) => direction === "OUT" && protocol === null,
    );
    secondWriter.change(id, "group-delete-rule", { rule_id: out?.id });
    expect(await saysOnRefresh()).toEqual([
      expect.stringMatching(/^web: drifted: closed egress any but udp 53 to anywhere/),
    ]);
  });

  test("finds that a group is gone", async () => {
    await emulator.start();
    await emulator.group.up({ rules: [https] });
    emulator.sandbox.secondWriter.delete(emulator.group.id);
    await emulator.group.refresh();
    expect(emulator.group.state).toBeUndefined();
  });

  test("leaves out what the program does not manage", async () => {
    await emulator.start();
    const [mine = "", other = ""] = emulator.sandbox.virtualMachines;
    await emulator.group.up({ virtualMachines: [mine] });
    emulator.sandbox.secondWriter.change(emulator.group.id, "group-attach-vm", { id: other });
    emulator.sandbox.secondWriter.change(emulator.group.id, "group-add-rule", { direction: "OUT" });
    await emulator.group.refresh();
    expect(emulator.group.outputs.rules).toBeUndefined();
    expect(emulator.group.outputs.virtualMachines).toEqual([mine]);
    expect(await emulator.group.up({ virtualMachines: [mine] })).toBe("unchanged");
    expect(emulator.live?.virtualMachines).toEqual([mine, other]);
  });

  test("of a group that is only looked up shows everything", async () => {
    await emulator.start();
    const { id } = emulator.sandbox.secondWriter.create("theirs");
    emulator.sandbox.secondWriter.change(id, "group-add-rule", { direction: "OUT" });
    const { props } = await emulator.group.read(id, { name: "lookup" });
    expect(props).toMatchObject({
      name: "theirs",
      rules: { "egress any to anywhere": {} },
      users: [],
    });
  });
});
