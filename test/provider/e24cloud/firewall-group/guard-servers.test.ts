import { useTwin } from "../emulator";

const twin = useTwin();
const https = { protocol: "tcp", ports: 443 };

describe("servers that lose their filter", () => {
  const withServer = async () => {
    await twin.start();
    const [vm = ""] = twin.sandbox.virtualMachines;
    return { vm, args: { rules: [https], virtualMachines: [vm], active: true } };
  };

  test("are warned of when they are detached, the firewall goes off or the group is deleted", async () => {
    const { vm, args } = await withServer();
    await twin.group.up(args);
    const warning = `warning: firewall group "web": server ${vm} is in no other firewall group and will be open to all traffic`;
    for (const change of [{ ...args, virtualMachines: [] }, args, { ...args, active: false }, args]) {
      twin.said = [];
      await twin.group.up(change);
      expect(twin.said.includes(warning)).toBe(change !== args);
    }
    twin.said = [];
    await twin.group.destroy();
    expect(twin.said).toEqual([warning]);
  });

  test("are refused with guard: error, before anything is sent", async () => {
    const { args } = await withServer();
    await twin.group.up({
      ...args,
      guard: "error",
      rules: [https, { protocol: "udp", ports: 68 }, { direction: "out" }],
    });
    twin.sandbox.log.clear();
    await expect(twin.group.destroy()).rejects.toThrow(
      /^delete firewall group "web": server .* open to all traffic\. Put it into another group first, or set guard: "warn"\.$/,
    );
    expect(twin.writes).toEqual([]);
  });

  test("are of no concern where another group has them", async () => {
    const { vm, args } = await withServer();
    await twin.group.up(args);
    const { id } = twin.sandbox.secondWriter.create("other");
    twin.sandbox.secondWriter.change(id, "group-attach-vm", { id: vm });
    twin.said = [];
    await twin.group.destroy();
    expect(twin.said).toEqual([]);
  });
});
