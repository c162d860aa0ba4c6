import { useTwin } from "../emulator";

const twin = useTwin();
const ssh = { protocol: "tcp", ports: 22, srcAddress: "203.0.113.0/24" };
const https = { protocol: "tcp", ports: 443 };

describe("a refresh", () => {
  test("shows the rules that came and went, and up undoes it", async () => {
    await twin.start();
    await twin.group.up({ rules: [ssh, https] });
    const [first] = twin.live?.rules ?? [];
    twin.sandbox.secondWriter.change(twin.group.id, "group-delete-rule", { rule_id: first?.id });
    twin.sandbox.secondWriter.change(twin.group.id, "group-add-rule", {
      direction: "IN",
      protocol: "UDP",
      min_port: 53,
      max_port: 53,
    });
    await twin.group.refresh();
    expect(twin.keys).toEqual(["ingress tcp 443 from anywhere", "ingress udp 53 from anywhere"]);
    expect(Object.keys(twin.group.state?.inputs.rules ?? {})).toEqual(twin.keys);
    expect(await twin.group.up({ rules: [ssh, https] })).toBe("updated");
    expect(twin.live?.rules).toHaveLength(2);
  });

  test("finds that a group is gone", async () => {
    await twin.start();
    await twin.group.up({ rules: [https] });
    twin.sandbox.secondWriter.delete(twin.group.id);
    await twin.group.refresh();
    expect(twin.group.state).toBeUndefined();
  });

  test("leaves out what the program does not manage", async () => {
    await twin.start();
    const [mine = "", other = ""] = twin.sandbox.virtualMachines;
    await twin.group.up({ virtualMachines: [mine] });
    twin.sandbox.secondWriter.change(twin.group.id, "group-attach-vm", { id: other });
    twin.sandbox.secondWriter.change(twin.group.id, "group-add-rule", { direction: "OUT" });
    await twin.group.refresh();
    expect(twin.group.outputs.rules).toBeUndefined();
    expect(twin.group.outputs.virtualMachines).toEqual([mine]);
    expect(await twin.group.up({ virtualMachines: [mine] })).toBe("unchanged");
    expect(twin.live?.virtualMachines).toEqual([mine, other]);
  });

  test("of a group that is only looked up tells everything", async () => {
    await twin.start();
    const { id } = twin.sandbox.secondWriter.create("theirs");
    twin.sandbox.secondWriter.change(id, "group-add-rule", { direction: "OUT" });
    const { props } = await twin.group.read(id, { name: "lookup" });
    expect(props).toMatchObject({
      name: "theirs",
      rules: { "egress any to anywhere": { direction: "OUT" } },
      users: [],
    });
  });
});
