import type { WaldurSandbox } from "../../../../../sandbox/waldur";
import { crudFor, ManagedResource, settingsFor, startSandbox } from "../../sandbox";

let sandbox: WaldurSandbox;
let stack: ManagedResource;
let said: jest.SpyInstance;

beforeEach(async () => {
  sandbox = await startSandbox();
  stack = new ManagedResource(crudFor(settingsFor(sandbox)));
  said = jest.spyOn(console, "log").mockImplementation(() => undefined);
});
afterEach(async () => {
  said.mockRestore();
  await sandbox.close();
});

const inOpenStack = () => sandbox.edits.groups(sandbox.tenantUuid).filter(({ name }) => name === "web");
const hideServers = () =>
  sandbox.faults.add({ method: "GET", path: "openstack-instances/", times: 9, answer: { status: 403 } });

test('guard: "error" refuses a delete where nobody can see who uses the group; the remedy is followed', async () => {
  await stack.up({ rules: [], guard: "error" });
  hideServers();
  await expect(stack.destroy()).rejects.toThrow(/which servers use the group .*Set guard: "warn"/);
  expect(inOpenStack()).toHaveLength(1);
  await stack.up({ rules: [], guard: "warn" });
  await stack.destroy();
  expect(inOpenStack()).toEqual([]);
  expect(said.mock.calls.join("\n")).toContain("which servers use the group");
});
