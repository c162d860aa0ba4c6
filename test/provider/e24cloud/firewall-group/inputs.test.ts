import { useEmulator } from "../emulator";

const emulator = useEmulator();
const https = { protocol: "tcp", ports: 443 };
const id = "24e12e20-0851-5354-e2c3-04b16c4c9c45";

/** The words of zod, which users must not see. */
const RAW = /invalid (input|option|type|string)|expected |received|nan\b|undefined|object Object/i;

test.each([
  { name: 7 },
  { name: "" },
  { adopt: 7 },
  { adopt: "mine" },
  { virtualMachines: id },
  { virtualMachines: [7] },
  { virtualMachines: [null] },
  { users: { id } },
  { resources: ["x"] },
  { active: "yes" },
  { exclusiveMembers: 1 },
  { defaultRules: "drop" },
  { guard: "stop" },
  { timeouts: 5 },
  { timeouts: { create: 5 } },
  { timeouts: { create: "soon" } },
  { keepReachable: 443 },
  { keepReachable: ["tcp 443"] },
  { keepReachable: [{}] },
  { keepReachable: [{ ports: Number.NaN }] },
  { keepReachable: [{ ports: true }] },
  { keepReachable: [{ ports: 443, protocol: "icmp" }] },
  { keepReachable: [{ ports: 443, protocol: 6 }] },
  { keepReachable: [{ ports: 443, from: 7 }] },
  { keepReachable: [{ ports: 443, from: ["home"] }] },
  { rules: 7 },
  { rules: ["all"] },
  { rules: [{ protocol: "tcp", ports: Number.NaN }] },
  { rules: [{ protocol: "tcp", minPort: true }] },
  { rules: [{ protocol: 6 }] },
  { rules: [{ icmpType: 300, protocol: "icmp" }] },
  { rules: [{ srcAddress: {} }] },
  { nmae: "web" },
])("%j is refused in plain words", async (args) => {
  await emulator.start();
  const { failures = [] } = await emulator.group.preview(args);
  expect(failures.length).toBeGreaterThan(0);
  for (const { reason } of failures) expect(reason).not.toMatch(RAW);
});

describe("state that cannot be read", () => {
  const spoilt = { rules: "all", active: "yes", timeouts: 7 };

  test("is reported with resource, fields and remedy in every operation, and the remedy works", async () => {
    await emulator.start();
    await emulator.group.up({ rules: [https] });
    const { id: kept } = emulator.group;
    const { inputs = {}, outputs = {} } = emulator.group.state ?? {};
    emulator.group.state = { id: kept, inputs: { ...inputs, ...spoilt }, outputs: { ...outputs, ...spoilt } };
    const told =
      /state has active, (timeouts, )?rules of firewall group "web" in a form that this version of the package cannot read\. .* set adopt to the id of its group and run pulumi up\.$/;
    await expect(emulator.group.up({ rules: [] })).rejects.toThrow(told);
    await expect(emulator.group.refresh()).rejects.toThrow(told);
    await expect(emulator.group.destroy()).rejects.toThrow(told);
    const news = await emulator.another({}).check({ rules: [] });
    await expect(emulator.group.crud.update(kept, emulator.group.outputs, news)).rejects.toThrow(told);

    emulator.group.state = undefined;
    await emulator.group.up({ rules: [], adopt: kept });
    expect(emulator.group.id).toBe(kept);
    expect(emulator.live?.rules).toEqual([]);
  });
});
