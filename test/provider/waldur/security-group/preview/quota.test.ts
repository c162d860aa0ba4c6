import { securityGroupRules } from "../../../../../provider/waldur/security-group-rules/definition";
import { inRun, type Props } from "../../../managed-resource";
import { useEmulator } from "../../emulator";
import { crudFor, ManagedResource, settingsFor } from "../../sandbox";

const emulator = useEmulator();

const quota = (rules: number) =>
  emulator.sandbox.edits.changeTenant(emulator.sandbox.tenantUuid, {
    quotas: { security_group_rule_count: rules },
  });
const range = (ports: string) => ({ protocol: "tcp", ports, cidr: "10.0.0.0/8" });
const tenantReads = () =>
  emulator.sandbox.log.count({ level: "api", method: "GET", path: "openstack-tenants/[0-9a-f]+/" });

async function lines(args: Props, resource = emulator.stack): Promise<string> {
  emulator.said.mockClear();
  emulator.sandbox.log.clear();
  await inRun(resource.crud, () => resource.preview(args));
  return emulator.said.mock.calls.flat().join("\n");
}

test("a change that needs room for old and new rules asks the quota, and says whether there is", async () => {
  quota(2);
  await emulator.stack.up({ rules: [range("80-443")] });
  expect(await lines({ rules: [range("80-8080")] })).toMatch(/closes nothing; gap-free$/);
  expect(tenantReads()).toBe(1);
  quota(1);
  expect(await lines({ rules: [range("80-8080")] })).toMatch(
    /not gap-free: the tenant's quota has no room for the old and new rules together$/,
  );
});

test("a change in one call that adds nothing asks nothing", async () => {
  await emulator.stack.up({ rules: [range("22")] });
  expect(await lines({ rules: [range("23")] })).toMatch(/; gap-free$/);
  expect(emulator.sandbox.log.entries({ level: "api" })).toEqual([]);
});

test.each([
  ["the tenant may not be seen", { status: 404, body: { detail: "No Tenant matches the given query." } }],
  ["the server does not answer", { status: 503 }],
])("where %s: gap-free if the quota has room", async (_, answer) => {
  await emulator.stack.up({ rules: [range("80-443")] });
  emulator.sandbox.faults.add({ method: "GET", path: "openstack-tenants/", times: 9, answer });
  expect(await lines({ rules: [range("80-8080")] })).toMatch(
    /closes nothing; gap-free if the quota has room$/,
  );
  expect(tenantReads()).toBe(1);
});

test("requireGapFree refuses at preview what it refuses in the update", async () => {
  quota(1);
  await emulator.stack.up({ rules: [range("80-443")] });
  const args = { rules: [range("80-8080")], requireGapFree: true };
  const { failures = [] } = await inRun(emulator.stack.crud, () => emulator.stack.preview(args));
  expect(failures.map(({ reason }) => reason)).toEqual([
    expect.stringMatching(
      /^security group "web": the change is not gap-free: the tenant's quota has no room .*; change them in other steps/,
    ),
  ]);
});

test("groups of a run share a request, and what one adds has no room for another", async () => {
  quota(4);
  const other = new ManagedResource(emulator.stack.crud, "other");
  await emulator.stack.up({ rules: [range("80-443")] });
  await other.up({ rules: [range("1-2")] });
  emulator.said.mockClear();
  emulator.sandbox.log.clear();
  await inRun(emulator.stack.crud, async () => {
    await emulator.stack.preview({ rules: [range("80-443"), range("22"), range("23")] });
    await other.preview({ rules: [range("1-9")] });
  });
  expect(emulator.said.mock.calls.join("\n")).toMatch(
    /web: .*; gap-free\nother: .*; not gap-free: the tenant's quota/,
  );
  expect(tenantReads()).toBe(1);
});

test("growth of an existing group past the quota is reported at preview, like that of a new one", async () => {
  quota(1);
  await emulator.stack.up({ rules: [range("22")] });
  const text = 'the quota security_group_rule_count of the tenant "tenant-main" is exceeded';
  expect(await lines({ rules: [range("22"), range("23")] })).toContain(
    `warning: security group "web": ${text}`,
  );
  await expect(emulator.stack.up({ rules: [range("22"), range("23")] })).rejects.toThrow(text);
});

test("growth by a SecurityGroupRules likewise", async () => {
  quota(1);
  await emulator.stack.up({});
  const rules = new ManagedResource(crudFor(settingsFor(emulator.sandbox), securityGroupRules()), "own");
  await rules.up({ securityGroup: emulator.stack.id, rules: [range("22")] });
  expect(
    await lines({ securityGroup: emulator.stack.id, rules: [range("22"), range("23")] }, rules),
  ).toContain(
    'warning: rules of security group "own": the quota security_group_rule_count of the tenant "tenant-main" is exceeded',
  );
});

describe("from four fifths of a quota on, a preview says how far it is", () => {
  const near = (rules: string) =>
    `warning: security group "web": the tenant "tenant-main" has ${rules} rules after this`;
  const some = (count: number) => Array.from({ length: count }, (_, at) => range(String(22 + at)));

  test("of an existing group that grows, and not before that", async () => {
    quota(10);
    await emulator.stack.up({ rules: some(2) });
    expect(await lines({ rules: some(7) })).not.toContain("after this");
    expect(await lines({ rules: some(8) })).toContain(near("8 of 10"));
    expect(await lines({ rules: some(10) })).toContain(near("10 of 10"));
    expect(await lines({ rules: some(11) })).not.toContain("after this");
  });

  test("of a new group, those before it in the run included", async () => {
    quota(10);
    const other = new ManagedResource(emulator.stack.crud, "other");
    await inRun(emulator.stack.crud, async () => {
      await emulator.stack.preview({ rules: some(5) });
      await other.preview({ rules: some(4) });
    });
    const said = emulator.said.mock.calls.join("\n");
    expect(said).toContain(`"other": the tenant "tenant-main" has 9 of 10 rules after this`);
    expect(said).not.toContain("5 of 10");
  });

  test("not of one that shrinks", async () => {
    quota(10);
    await emulator.stack.up({ rules: some(10) });
    expect(await lines({ rules: some(9) })).not.toContain("after this");
  });
});
