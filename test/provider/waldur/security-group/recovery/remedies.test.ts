import type { WaldurSandbox } from "../../../../../sandbox/waldur";
import { securityGroupRules } from "../../../../../provider/waldur/security-group-rules/definition";
import { inRun } from "../../../managed-resource";
import { polled, useClock } from "../../../clock";
import { crudFor, enforced, ManagedResource, settingsFor, startSandbox } from "../../sandbox";

const clock = useClock();
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
  const wanted = { rules: [https, ssh] };
  const late = async () => clock.passes(900, stack.up(wanted), polled(sandbox.log));
  await expect(late()).rejects.toThrow("Run pulumi again");
  await expect(late()).rejects.toThrow(/OpenStack|timed out/);
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
    /OpenStack does not delete "ingress IPv4 tcp 22 from 10\.0\.0\.0\/8".*Run pulumi again/,
  );
  sandbox.faults.clear();
  await stack.up({ rules: [https] });
  expect(enforced(sandbox, stack.id)).toHaveLength(1);
  expect(await stack.refresh()).toBe(false);
});

test("a user who may not pull a group is reported once a run, and with the setting not at all", async () => {
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

test("the rules of a lost group say how to recreate it", async () => {
  const group = stackOf();
  await group.up({ rules: undefined });
  const rules = new ManagedResource(crudFor(settingsFor(sandbox), securityGroupRules()), "rules");
  await rules.up({ securityGroup: group.id, rules: [https] });
  sandbox.edits.deleteGroup(group.id);
  const more = { securityGroup: group.id, rules: [https, ssh] };
  await expect(rules.up(more)).rejects.toThrow("Run pulumi up --refresh to recreate a group of this program");
  await group.refresh();
  expect(group.outputs).toMatchObject({ state: "GONE" });
  expect(await group.up({ rules: undefined })).toBe("replaced");
  await rules.refresh();
  await rules.up({ ...more, securityGroup: group.id });
  expect(enforced(sandbox, group.id)).toHaveLength(2);
});

test("a tenant in error takes no group: once Waldur has synchronised it, up makes the group", async () => {
  const { apiUrl, token, tenantUuid, edits } = sandbox;
  edits.changeTenant(tenantUuid, { state: "ERRED" });
  const stack = stackOf();
  const path = `/api/openstack-tenants/${tenantUuid}/pull/`;
  await expect(stack.up({ rules: [https] })).rejects.toThrow(
    `Let Waldur synchronise the tenant (POST ${path})`,
  );
  const answer = await fetch(new URL(path, apiUrl), {
    method: "POST",
    headers: { authorization: `Token ${token}` },
  });
  expect(answer.status).toBe(202);
  await sandbox.idle();
  expect(await stack.up({ rules: [https] })).toBe("created");
  expect(enforced(sandbox, stack.id)).toHaveLength(1);
});

test("a lost group and a user who may not pull the tenant: a token of an owner leads to a clean up", async () => {
  const stack = stackOf();
  await stack.up({ rules: [https] });
  sandbox.edits.deleteGroup(stack.id);
  const forbidden = { status: 403, body: { detail: "You do not have permission to perform this action." } };
  sandbox.faults.add({ method: "POST", path: "pull_security_groups", times: "forever", answer: forbidden });
  await expect(stack.up({ rules: [https, ssh] })).rejects.toThrow(/Set waldur:token to that of an owner/);
  // The owner may.
  sandbox.faults.clear();
  await expect(stack.up({ rules: [https, ssh] })).rejects.toThrow("The next pulumi up recreates it");
  await stack.up({ rules: [https, ssh] });
  expect(enforced(sandbox, stack.id)).toHaveLength(2);
});

test("a tenant that is busy is waited for before it is pulled, and two lost groups share the pull", async () => {
  const crud = crudFor(settingsFor(sandbox));
  const stacks = ["one", "two"].map((name) => new ManagedResource(crud, name));
  for (const stack of stacks) await stack.up({ rules: [https] });
  for (const stack of stacks) sandbox.edits.deleteGroup(stack.id);
  const busy = { status: 409, body: { detail: "Valid states for operation: OK." } };
  sandbox.faults.add({ method: "POST", path: "pull_security_groups", times: 2, answer: busy });
  sandbox.log.clear();
  const ups = await inRun(crud, () =>
    Promise.allSettled(stacks.map((stack) => stack.up({ rules: [https, ssh] }))),
  );
  expect(ups.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  const pulls = sandbox.log.entries({ level: "api", method: "POST", path: "pull_security_groups" });
  expect(pulls.map(({ status }) => status)).toEqual([409, 409, 202]);
  for (const stack of stacks) await stack.up({ rules: [https, ssh] });
  for (const stack of stacks) expect(enforced(sandbox, stack.id)).toHaveLength(2);
});

test.each([
  { what: "a group", managesRules: false },
  { what: "rules on their own", managesRules: true },
])("OpenStack refuses while $what is destroyed: the remedy is another destroy", async ({ managesRules }) => {
  const stack = stackOf();
  await stack.up({ rules: managesRules ? undefined : [https] });
  const { id } = stack;
  const rules = new ManagedResource(crudFor(settingsFor(sandbox), securityGroupRules()), "web-rules");
  if (managesRules) await rules.up({ securityGroup: id, rules: [https] });
  const doomed = managesRules ? rules : stack;
  sandbox.faults.add({ level: "openstack", times: "forever", answer: "refuse" });
  const failure = await doomed.destroy().then(String, (error: Error) => error.message);
  expect(failure).toMatch(
    /^delete (rules of )?security group "web(-rules)?": .*(Run|run) pulumi( destroy)? again/,
  );
  expect(failure).not.toContain("pulumi up again");
  sandbox.faults.clear();
  await doomed.destroy();
  await sandbox.idle();
  const left = sandbox.edits.groups(sandbox.tenantUuid).filter(({ name }) => name === "web");
  expect(left.map(({ rules }) => rules)).toEqual(managesRules ? [[]] : []);
});
