import { crudFor, enforced, ManagedResource, settingsFor, startSandbox } from "../../sandbox";

const icmp = { protocol: "icmp", ethertype: "IPv6", cidr: "::/0" };
const https = { protocol: "tcp", ports: 443, cidr: "10.0.0.0/8" };
const ssh = { protocol: "tcp", ports: 22, cidr: "10.0.0.0/8" };

/** The calls that a change of another rule makes about ICMPv6 in OpenStack, and the protocol that it has there. */
test.each([
  ["as today", { release: "2024-10" }, "ipv6-icmp", ["DELETE", "POST"]],
  ["sent as a number, which OpenStack renames", { release: "2026" }, "ipv6-icmp", ["DELETE", "POST"]],
  ["sent as a number, which OpenStack keeps", { release: "2026", keepsIcmpNumber: true }, "58", []],
] as const)("a change of another rule and ICMPv6: %s", async (_, switches, protocol, calls) => {
  const sandbox = await startSandbox(switches);
  const stack = new ManagedResource(crudFor(settingsFor(sandbox)));
  // A group of the tenant shows what the server takes.
  await stack.up({ rules: [https] });
  await stack.up({ rules: [icmp, https] });
  expect(enforced(sandbox, stack.id)).toContain(`ingress IPv6 ${protocol} *-* ::/0`);
  sandbox.log.clear();
  await stack.up({ rules: [icmp, https, ssh] });
  const about = sandbox.log
    .entries({ level: "openstack", path: "security-group-rules" })
    .filter((call) => JSON.stringify(call["rule"]).includes('"IPv6"'));
  expect(about.map(({ method }) => method)).toEqual(calls);
  await sandbox.edits.backgroundPull();
  expect(await stack.refresh()).toBe(false);
  await sandbox.close();
});
