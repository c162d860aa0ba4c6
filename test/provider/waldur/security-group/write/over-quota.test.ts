import type { WaldurSandbox } from "../../../../../sandbox/waldur";
import { crudFor, enforced, ManagedResource, settingsFor, startSandbox } from "../../sandbox";

let sandbox: WaldurSandbox;
beforeEach(async () => {
  jest.spyOn(console, "log").mockImplementation();
  sandbox = await startSandbox();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await sandbox.close();
});

const rules = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ protocol: "tcp", ports: 8000 + index }));
const limit = (security_group_rule_count: number) =>
  sandbox.edits.changeTenant(sandbox.tenantUuid, { quotas: { security_group_rule_count } });

test.each([
  ["fewer rules", 4],
  ["more rules", 6],
])("a tenant over its quota, and %s: the limit must be raised first, which helps", async (_title, count) => {
  const stack = new ManagedResource(crudFor(settingsFor(sandbox)));
  await stack.up({ rules: rules(5) });
  limit(3);
  await expect(stack.up({ rules: rules(count) })).rejects.toThrow(
    'the tenant "tenant-main" has 5 rules, but its quota security_group_rule_count is 3: Waldur refuses even removals ' +
      `that leave more than that. First raise the quota to at least ${count}, then run pulumi up again.`,
  );
  expect(enforced(sandbox, stack.id)).toHaveLength(5);
  limit(count);
  await stack.up({ rules: rules(count) });
  expect(enforced(sandbox, stack.id)).toHaveLength(count);
});

test("what leaves no more than the quota allows is not refused", async () => {
  const stack = new ManagedResource(crudFor(settingsFor(sandbox)));
  await stack.up({ rules: rules(5) });
  limit(3);
  await stack.up({ rules: rules(2) });
  expect(enforced(sandbox, stack.id)).toHaveLength(2);
});
