import { useEmulator } from "../../emulator";

const emulator = useEmulator();

const inOpenStack = () =>
  emulator.sandbox.edits.groups(emulator.sandbox.tenantUuid).filter(({ name }) => name === "web");
const hideServers = () =>
  emulator.sandbox.faults.add({
    method: "GET",
    path: "openstack-instances/",
    times: 9,
    answer: { status: 403 },
  });

test('guard: "error" refuses a delete where it is unknown who uses the group; the remedy is followed', async () => {
  await emulator.stack.up({ rules: [], guard: "error" });
  hideServers();
  await expect(emulator.stack.destroy()).rejects.toThrow(/which servers use the group .*Set guard: "warn"/);
  expect(inOpenStack()).toHaveLength(1);
  await emulator.stack.up({ rules: [], guard: "warn" });
  await emulator.stack.destroy();
  expect(inOpenStack()).toEqual([]);
  expect(emulator.said.mock.calls.join("\n")).toContain("which servers use the group");
});
