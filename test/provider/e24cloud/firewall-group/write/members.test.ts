import { useEmulator } from "../../emulator";

const emulator = useEmulator();
const https = { protocol: "tcp", ports: 443 };

describe("members", () => {
  test("that the program does not name stay, unless it owns them all", async () => {
    await emulator.start();
    const [mine = "", other = ""] = emulator.sandbox.virtualMachines;
    await emulator.group.up({ virtualMachines: [mine] });
    emulator.sandbox.secondWriter.change(emulator.group.id, "group-attach-vm", { id: other });
    await emulator.group.up({ virtualMachines: [mine], exclusiveMembers: true });
    expect(emulator.live?.virtualMachines).toEqual([mine]);
    emulator.sandbox.secondWriter.change(emulator.group.id, "group-attach-vm", { id: other });
    await emulator.group.refresh();
    expect(emulator.group.outputs.virtualMachines).toEqual([mine, other].toSorted());
    await emulator.group.up({ virtualMachines: [mine], exclusiveMembers: true });
    expect(emulator.live?.virtualMachines).toEqual([mine]);
  });

  test("an attach that is refused but holds is a success", async () => {
    await emulator.start({ repeatAttach: "fail" });
    const [vm = ""] = emulator.sandbox.virtualMachines;
    await emulator.group.up({ virtualMachines: [] });
    emulator.sandbox.faults.add({
      path: "group-attach-vm",
      when: "after",
      answer: { status: 200, body: { success: false } },
    });
    await emulator.group.up({ virtualMachines: [vm] });
    expect(emulator.live?.virtualMachines).toEqual([vm]);
  });

  test("an id that the account does not have is reported, and the group is kept", async () => {
    await emulator.start();
    const wrong = "24e12e20-0851-5354-e2c3-04b16c4c9c45";
    await expect(emulator.group.up({ rules: [https], virtualMachines: [wrong] })).rejects.toThrow(
      /^create firewall group "web": cannot attach virtual machine 24e12e20.* to the group: .*404/,
    );
    expect(emulator.group).toMatchObject({ failed: true, outputs: { virtualMachines: [] } });
    expect(emulator.keys).toEqual(["ingress tcp 443 from anywhere"]);
    await emulator.group.up({ rules: [https], virtualMachines: [] });
    expect(emulator.sandbox.secondWriter.groups()).toHaveLength(1);
  });

  test("are reported with name, label and type, but not where they are secret", async () => {
    await emulator.start();
    const [vm = ""] = emulator.sandbox.virtualMachines;
    await emulator.group.up({ virtualMachines: [vm] });
    expect(emulator.group.outputs.attached).toMatchObject({
      virtualMachines: [{ id: vm, label: expect.any(String) as string }],
    });
    await emulator.group.up({ virtualMachines: [vm], secretInputs: ["virtualMachines"] });
    expect(emulator.group.outputs.attached).toBeUndefined();
  });
});
