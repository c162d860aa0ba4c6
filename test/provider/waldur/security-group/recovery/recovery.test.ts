import type { WaldurSandbox } from "../../../../../sandbox/waldur";
import { readWaldurSettings } from "../../../../../provider/waldur/api/settings";
import {
  setSecurityGroupErred,
  unlinkSecurityGroup,
} from "../../../../../provider/waldur/security-group/actions";
import { polled, useClock } from "../../../clock";
import { crudFor, enforced, ManagedResource, settingsFor, startSandbox } from "../../sandbox";

const clock = useClock();
let sandbox: WaldurSandbox;
let stack: ManagedResource;
let said: jest.SpyInstance;

beforeEach(async () => {
  said = jest.spyOn(console, "log").mockImplementation(() => undefined);
  sandbox = await startSandbox();
  stack = new ManagedResource(crudFor(settingsFor(sandbox)));
});
afterEach(async () => {
  said.mockRestore();
  await sandbox.close();
});

const https = { protocol: "tcp", ports: 443 };
const ssh = { protocol: "tcp", ports: 22, cidr: "10.0.0.0/8" };
const lines = () => said.mock.calls.map(([line]) => String(line)).join("\n");
const tenantPulls = () => sandbox.log.count({ level: "api", method: "POST", path: "pull_security_groups" });

test("a group that was never created is recreated by one plain up, with an owner's token", async () => {
  sandbox.faults.add({ level: "openstack", method: "POST", path: "groups$", answer: { status: 500 } });
  await expect(stack.up({ rules: [https] })).rejects.toThrow(/Run pulumi again: it removes/);
  expect(await stack.up({ rules: [https] })).toBe("replaced");
  expect(enforced(sandbox, stack.id)).toHaveLength(1);
  expect(tenantPulls()).toBe(1);
  expect(await stack.refresh()).toBe(false);
});

test("a change that meets a loss in OpenStack needs two ups, and pulls the tenant once", async () => {
  await stack.up({ rules: [https] });
  sandbox.edits.deleteGroup(stack.id);
  expect(await stack.up({ rules: [https] })).toBe("unchanged");
  await expect(stack.up({ rules: [https, ssh] })).rejects.toThrow(
    /the group no longer exists in OpenStack, and Waldur has dropped it now\. The next pulumi up recreates it/,
  );
  expect(stack.outputs).toMatchObject({ state: "GONE" });
  expect(await stack.up({ rules: [https, ssh] })).toBe("replaced");
  expect(enforced(sandbox, stack.id)).toHaveLength(2);
  expect(tenantPulls()).toBe(1);
  expect(lines()).toMatch(/Waldur has read all groups of the tenant again .* Waldur has dropped "web"/);
});

test("a rule that OpenStack failed to delete is deleted again; nothing else is touched", async () => {
  await stack.up({ rules: [https, ssh] });
  sandbox.edits.addRule(stack.id, { protocol: "udp", port_range_min: 53, port_range_max: 53 });
  sandbox.faults.add({
    level: "openstack",
    method: "DELETE",
    path: "rules/",
    times: 2,
    answer: { status: 500 },
  });
  await stack.up({ rules: [https] });
  expect(enforced(sandbox, stack.id)).toEqual([
    "ingress IPv4 tcp 443-443 0.0.0.0/0",
    "ingress IPv4 udp 53-53 any",
  ]);
  expect(lines()).toMatch(/changed outside Waldur: it has "ingress IPv4 udp 53 from 0.0.0.0\/0"/);
  expect(lines()).toMatch(/pulumi up --refresh repairs it/);
  expect(await stack.refresh()).toBe(true);
  expect(await stack.up({ rules: [https] })).toBe("updated");
  expect(enforced(sandbox, stack.id)).toHaveLength(1);
});

test("without confirmRemovals nothing is pulled", async () => {
  stack = new ManagedResource(crudFor(settingsFor(sandbox, { "waldur:confirmRemovals": "false" })));
  await stack.up({ rules: [https, ssh] });
  await stack.up({ rules: [https] });
  expect(sandbox.log.count({ level: "api", method: "POST", path: "/pull/" })).toBe(0);
});

test("an accepted change that reads never show is sent once, and is a partial failure", async () => {
  await stack.up({ rules: [https] });
  sandbox.settings.set({ staleReads: 3_600_000 });
  const up = clock.passes(900, stack.up({ rules: [https, ssh] }), polled(sandbox.log));
  await expect(up).rejects.toThrow(/apply the change of rules/);
  expect(sandbox.log.count({ level: "api", method: "POST", path: "set_rules" })).toBe(1);
  expect(Object.keys(stack.outputs["rules"] ?? {})).toHaveLength(2);
});

test("names like default and descriptions that OpenStack does not take are refused at preview", async () => {
  await expect(stack.up({ name: "Default", rules: [] })).rejects.toThrow(
    /equals that of its own group "default"/,
  );
  await expect(stack.up({ description: "x".repeat(256), rules: [] })).rejects.toThrow(/255 characters/);
});

test("a delete that takes the group from servers reports it, and is refused under guard", async () => {
  await stack.up({ rules: [https], guard: "error" });
  sandbox.edits.createInstance({ name: "web-1", groups: [stack.id] });
  await expect(stack.destroy()).rejects.toThrow(/deleting it also takes it from 1 server \("web-1"\)/);
  await stack.up({ rules: [https] });
  await stack.destroy();
  expect(lines()).toContain('deleting it also takes it from 1 server ("web-1")');
});

test.each([
  ["2024-10", "unlink", unlinkSecurityGroup],
  ["2026", "set-erred", setSecurityGroupErred],
] as const)(
  "a group stuck in Deleting is reported with a remedy that works in %s: %s by staff, then up",
  async (release, command, byStaff) => {
    sandbox.settings.set({ release });
    sandbox.faults.add({ level: "openstack", method: "POST", path: "groups$", answer: { status: 500 } });
    await stack.up({ rules: [https] }).catch(() => undefined);
    const url = `${sandbox.apiUrl}openstack-security-groups/${stack.id}/`;
    await fetch(url, { method: "DELETE", headers: { authorization: `Token ${sandbox.token}` } });
    await sandbox.idle();
    await expect(stack.up({ rules: [https] })).rejects.toThrow(
      new RegExp(`waldur ${command} [0-9a-f]{32}, with WALDUR_API_URL`),
    );
    const staff = { "waldur:token": sandbox.tokens.staff };
    const settings: Record<string, string> = settingsFor(sandbox, staff);
    await byStaff(readWaldurSettings({ get: (key) => settings[key] }), stack.id);
    expect(await stack.up({ rules: [https] })).toBe("replaced");
    expect(enforced(sandbox, stack.id)).toHaveLength(1);
  },
);

test("default that Waldur does not know yet is adopted after a pull of the tenant", async () => {
  await stack.up({ name: "default", adopt: true, rules: [https] });
  expect(tenantPulls()).toBe(1);
  expect(stack.outputs).toMatchObject({ name: "default", state: "OK" });
});

test("a renaming that recreates ICMP over IPv6 is reported, and refused where no gap may be", async () => {
  const rules = [{ protocol: "icmp", icmpType: 128, icmpCode: 0, cidr: "::/0" }];
  await stack.up({ rules });
  await expect(stack.up({ name: "other", rules, requireGapFree: true })).rejects.toThrow(
    /not gap-free: Waldur recreates ICMP over IPv6 at every change of name/,
  );
  expect(await stack.up({ name: "other", rules })).toBe("updated");
});
