import { unlinkSecurityGroup } from "../../../../../provider/waldur/security-group/actions";
import { readWaldurSettings } from "../../../../../provider/waldur/api/settings";
import type { WaldurSandbox } from "../../../../../sandbox/waldur";
import { crudFor, enforced, ManagedResource, settingsFor, startSandbox } from "../../sandbox";

const https = { protocol: "tcp", ports: 443 };
const ssh = { protocol: "tcp", ports: 22, cidr: "10.0.0.0/8" };

let sandbox: WaldurSandbox;
let stack: ManagedResource;
let said: jest.SpyInstance<void, string[]>;
beforeEach(async () => {
  said = jest.spyOn(console, "log").mockImplementation(() => undefined);
  sandbox = await startSandbox();
  stack = new ManagedResource(crudFor(settingsFor(sandbox)));
  await stack.up({ rules: [https] });
});
afterEach(async () => {
  said.mockRestore();
  await sandbox.close();
});

const lines = () => said.mock.calls.flat().join("\n");
const inOpenStack = () => sandbox.edits.groups(sandbox.tenantUuid).filter(({ name }) => name !== "default");
const pulls = () => sandbox.log.count({ level: "api", method: "POST", path: "pull_security_groups" });
async function unlink(): Promise<void> {
  const settings: Record<string, string> = settingsFor(sandbox, { "waldur:token": sandbox.tokens.staff });
  await unlinkSecurityGroup(readWaldurSettings({ get: (key) => settings[key] }), stack.id);
}

test("an unlinked group is adopted by up --refresh, not made a second time; a refresh alone pulls nothing", async () => {
  const [before] = inOpenStack();
  await unlink();
  expect(await stack.refresh()).toBe(true);
  expect(pulls()).toBe(0);
  expect(stack.outputs).toMatchObject({ state: "GONE", backendId: before?.id });
  expect(lines()).toMatch(
    /web: the group no longer exists in Waldur\. The next pulumi up adopts it if OpenStack/,
  );

  expect(await stack.up({ rules: [https, ssh] })).toBe("replaced");
  expect(pulls()).toBe(1);
  expect(inOpenStack().map(({ id }) => id)).toEqual([before?.id]);
  expect(enforced(sandbox, stack.id)).toHaveLength(2);
  expect(await stack.refresh()).toBe(false);
});

test("an unlinked group that an up meets: the next one takes it over", async () => {
  const [before] = inOpenStack();
  await unlink();
  await expect(stack.up({ rules: [https, ssh] })).rejects.toThrow("The next pulumi up adopts it if");
  expect(await stack.up({ rules: [https, ssh] })).toBe("replaced");
  expect(inOpenStack().map(({ id }) => id)).toEqual([before?.id]);
  expect(enforced(sandbox, stack.id)).toHaveLength(2);
});

test("a refresh follows a group that Waldur has imported under another id", async () => {
  const { id } = stack;
  await unlink();
  await sandbox.edits.backgroundPull();
  expect(await stack.refresh()).toBe(true);
  expect(stack.id).not.toBe(id);
  expect(lines()).toContain(`Waldur has the group under another id now, ${stack.id} instead of ${id}`);
  expect(await stack.up({ rules: [https] })).toBe("unchanged");
});

test("a destroy deletes what OpenStack has kept of an unlinked group", async () => {
  await unlink();
  await stack.destroy();
  expect(inOpenStack()).toEqual([]);
});

test("a move to another tenant deletes it too", async () => {
  await unlink();
  expect(await stack.up({ tenant: sandbox.secondTenantUuid, rules: [https] })).toBe("replaced");
  expect(inOpenStack()).toEqual([]);
  expect(enforced(sandbox, stack.id)).toHaveLength(1);
});

test("what is in neither of them is made again", async () => {
  await unlink();
  for (const { id } of inOpenStack()) sandbox.edits.deleteGroup(id);
  await stack.refresh();
  expect(await stack.up({ rules: [https] })).toBe("replaced");
  expect(inOpenStack()).toHaveLength(1);
  expect(enforced(sandbox, stack.id)).toHaveLength(1);
});
