import { useEmulator } from "../../emulator";

const emulator = useEmulator();
const https = { protocol: "tcp", ports: 443 };

describe("servers that lose their filter", () => {
  const withServer = async () => {
    await emulator.start();
    const [vm = ""] = emulator.sandbox.virtualMachines;
    return { vm, args: { rules: [https], virtualMachines: [vm], active: true } };
  };

  test("are warned of when they are detached, the firewall goes off or the group is deleted", async () => {
    const { vm, args } = await withServer();
    await emulator.group.up(args);
    const warning = `warning: firewall group "web": server ${vm} is in no other firewall group and will be open to all traffic`;
    for (const change of [{ ...args, virtualMachines: [] }, args, { ...args, active: false }, args]) {
      emulator.said = [];
      await emulator.group.up(change);
      expect(emulator.said.includes(warning)).toBe(change !== args);
    }
    emulator.said = [];
    await emulator.group.destroy();
    expect(emulator.said).toEqual([warning]);
  });

  test("are refused with guard: error, before anything is sent", async () => {
    const { args } = await withServer();
    await emulator.group.up({
      ...args,
      guard: "error",
      rules: [https, { protocol: "udp", ports: 68 }, { direction: "out" }],
    });
    emulator.sandbox.log.clear();
    await expect(emulator.group.destroy()).rejects.toThrow(
      /^delete firewall group "web": server .* open to all traffic\. Put it into another group first, or set guard: "warn" and run pulumi up before the group is deleted or replaced\.$/,
    );
    expect(emulator.writes).toEqual([]);

    // The remedy.
    await emulator.group.up({ ...args, guard: "warn" });
    await emulator.group.destroy();
    expect(emulator.sandbox.secondWriter.groups()).toEqual([]);
  });

  test("are of no concern where the firewall is off already", async () => {
    const { args } = await withServer();
    await emulator.group.up({ ...args, active: false, guard: "error" });
    emulator.said = [];
    await emulator.group.destroy();
    expect(emulator.said).toEqual([]);
  });

  test("are of no concern where another group has them", async () => {
    const { vm, args } = await withServer();
    await emulator.group.up(args);
    const { id } = emulator.sandbox.secondWriter.create("other");
    emulator.sandbox.secondWriter.change(id, "group-attach-vm", { id: vm });
    emulator.said = [];
    await emulator.group.destroy();
    expect(emulator.said).toEqual([]);
  });
});
