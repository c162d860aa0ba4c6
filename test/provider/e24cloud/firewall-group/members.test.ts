import { useTwin } from "../emulator";

const twin = useTwin();
const https = { protocol: "tcp", ports: 443 };

describe("members", () => {
  test("that the program does not name stay, unless it owns them all", async () => {
    await twin.start();
    const [mine = "", other = ""] = twin.sandbox.virtualMachines;
    await twin.group.up({ virtualMachines: [mine] });
    twin.sandbox.secondWriter.change(twin.group.id, "group-attach-vm", { id: other });
    await twin.group.up({ virtualMachines: [mine], exclusiveMembers: true });
    expect(twin.live?.virtualMachines).toEqual([mine]);
    twin.sandbox.secondWriter.change(twin.group.id, "group-attach-vm", { id: other });
    await twin.group.refresh();
    expect(twin.group.outputs.virtualMachines).toEqual([mine, other].toSorted());
    await twin.group.up({ virtualMachines: [mine], exclusiveMembers: true });
    expect(twin.live?.virtualMachines).toEqual([mine]);
  });

  test("an attach that is refused but holds is a success", async () => {
    await twin.start({ repeatAttach: "fail" });
    const [vm = ""] = twin.sandbox.virtualMachines;
    await twin.group.up({ virtualMachines: [] });
    twin.sandbox.faults.add({
      path: "group-attach-vm",
      when: "after",
      answer: { status: 200, body: { success: false } },
    });
    await twin.group.up({ virtualMachines: [vm] });
    expect(twin.live?.virtualMachines).toEqual([vm]);
  });

  test("an id that the account does not have is told, and the group is kept", async () => {
    await twin.start();
    const wrong = "24e12e20-0851-5354-e2c3-04b16c4c9c45";
    await expect(twin.group.up({ rules: [https], virtualMachines: [wrong] })).rejects.toThrow(
      /^create firewall group "web": cannot attach virtual machine 24e12e20.* to the group: .*404/,
    );
    expect(twin.group).toMatchObject({ failed: true, outputs: { virtualMachines: [] } });
    expect(twin.keys).toEqual(["ingress tcp 443 from anywhere"]);
    await twin.group.up({ rules: [https], virtualMachines: [] });
    expect(twin.sandbox.secondWriter.groups()).toHaveLength(1);
  });

  test("are told with name, label and type, but not where they are secret", async () => {
    await twin.start();
    const [vm = ""] = twin.sandbox.virtualMachines;
    await twin.group.up({ virtualMachines: [vm] });
    expect(twin.group.outputs.attached).toMatchObject({
      virtualMachines: [{ id: vm, label: expect.any(String) as string }],
    });
    await twin.group.up({ virtualMachines: [vm], secretInputs: ["virtualMachines"] });
    expect(twin.group.outputs.attached).toBeUndefined();
  });
});
