import type { WaldurSandbox } from "../../../../../sandbox/waldur";
import { SecurityGroupRulesCrud } from "../../../../../provider/waldur/security-group-rules/crud";
import { crudFor, enforced, ManagedResource, settingsFor, startSandbox } from "../../sandbox";

let sandbox: WaldurSandbox;
let said: jest.SpyInstance<void, string[]>;

beforeEach(async () => {
  said = jest.spyOn(console, "log").mockImplementation(() => undefined);
  sandbox = await startSandbox();
});
afterEach(async () => {
  said.mockRestore();
  await sandbox.close();
});

const https = { protocol: "tcp", ports: 443 };
const ssh = { protocol: "tcp", ports: 22, cidr: "10.0.0.0/8" };
const stackOf = (changed: Record<string, string> = {}) =>
  new ManagedResource(crudFor(settingsFor(sandbox, changed)));
const lines = () => said.mock.calls.flat().join("\n");

test("OpenStack cannot be read: the next up, when it answers, repairs the group", async () => {
  const stack = stackOf();
  await stack.up({ rules: [https] });
  sandbox.faults.add({ level: "openstack", times: "forever", answer: "refuse" });
  const wanted = { rules: [https, ssh], timeouts: { update: "3s" } };
  await expect(stack.up(wanted)).rejects.toThrow("Run pulumi up again");
  await expect(stack.up(wanted)).rejects.toThrow(/OpenStack|gave up/);
  sandbox.faults.clear();
  await stack.up({ rules: [https, ssh] });
  expect(enforced(sandbox, stack.id)).toHaveLength(2);
  expect(await stack.refresh()).toBe(false);
});

test("a rule that OpenStack never deletes: a partial failure, and the next up deletes it", async () => {
  const stack = stackOf();
  await stack.up({ rules: [https, ssh] });
  sandbox.faults.add({
    level: "openstack",
    method: "DELETE",
    path: "rules/",
    times: "forever",
    answer: { status: 500 },
  });
  await expect(stack.up({ rules: [https] })).rejects.toThrow(
    /OpenStack does not delete "ingress IPv4 tcp 22 from 10\.0\.0\.0\/8".*Run pulumi up again/,
  );
  sandbox.faults.clear();
  await stack.up({ rules: [https] });
  expect(enforced(sandbox, stack.id)).toHaveLength(1);
  expect(await stack.refresh()).toBe(false);
});

test("a user who may not pull a group is told once a run, and with the setting not at all", async () => {
  const stack = stackOf();
  await stack.up({ rules: [https, ssh] });
  sandbox.faults.add({
    method: "POST",
    path: "/pull/$",
    times: "forever",
    answer: { status: 403, body: { detail: "You do not have permission to perform this action." } },
  });
  await stack.up({ rules: [https] });
  expect(lines()).toMatch(/may not pull groups\. Set waldur:confirmRemovals to false/);

  said.mockClear();
  const without = stackOf({ "waldur:confirmRemovals": "false" });
  without.state = stack.state;
  await without.up({ rules: [] });
  expect(lines()).not.toContain("may not pull groups");
});

test("the rules of a lost group say how to make it anew", async () => {
  const group = stackOf();
  await group.up({ rules: undefined });
  const rules = new ManagedResource(crudFor(settingsFor(sandbox), new SecurityGroupRulesCrud()), "rules");
  await rules.up({ securityGroup: group.id, rules: [https] });
  sandbox.edits.deleteGroup(group.id);
  const more = { securityGroup: group.id, rules: [https, ssh] };
  await expect(rules.up(more)).rejects.toThrow(
    "Run pulumi up --refresh, which makes anew a group of this program",
  );
  await group.refresh();
  expect(group.state).toBeUndefined();
  await group.up({ rules: undefined });
  await rules.refresh();
  await rules.up({ ...more, securityGroup: group.id });
  expect(enforced(sandbox, group.id)).toHaveLength(2);
});
