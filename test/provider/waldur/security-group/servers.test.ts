import type { WaldurSandboxOptions } from "../../../../sandbox/waldur";
import { crudFor, enforced, settingsFor, ManagedResource, startSandbox } from "../sandbox";

const rules = [
  { protocol: "tcp", ports: 443 },
  { protocol: "icmp", icmpType: 128, icmpCode: 0, cidr: "::/0" },
  { protocol: "tcp", ports: "8000-8100", remoteGroup: "self" },
];

describe.each<[string, WaldurSandboxOptions]>([
  ["of 2024", { release: "2024-10" }],
  ["of 2026", { release: "2026" }],
  ["that answers as its document says", { statusCodes: "documented" }],
  ["that reads from a replica, in another order every time", { staleReads: 60, shuffleRules: true }],
  ["without redirects and with small pages", { slashRedirect: false, pageCap: 1 }],
])("a server %s", (_, options) => {
  test("the whole life of a group", async () => {
    const sandbox = await startSandbox(options);
    const personal: Record<string, string> =
      options.release === "2026" ? { "waldur:token": sandbox.personalTokens.owner } : {};
    const stack = new ManagedResource(crudFor(settingsFor(sandbox, personal)));
    const said = jest.spyOn(console, "log").mockImplementation(() => undefined);

    expect(await stack.up({ rules })).toBe("created");
    expect(await stack.refresh()).toBe(false);
    await sandbox.edits.backgroundPull();
    expect(await stack.refresh()).toBe(false);
    expect(
      await stack.up({ description: "changed", rules: [...rules, { protocol: "udp", ports: 53 }] }),
    ).toBe("updated");
    expect(enforced(sandbox, stack.state?.id ?? "")).toHaveLength(4);
    expect(stack.state?.outputs).toMatchObject({ state: "OK", description: "changed" });

    sandbox.faults.add({ level: "openstack", method: "POST", path: "rules", answer: { status: 500 } });
    await expect(stack.up({ rules: [{ protocol: "tcp", ports: 80 }] })).rejects.toThrow(
      "OpenStack refused the change",
    );
    expect(stack.state?.outputs).toMatchObject({ state: "ERRED" });
    expect(await stack.up({ rules: [{ protocol: "tcp", ports: 80 }] })).toBe("updated");
    expect(enforced(sandbox, stack.state?.id ?? "")).toEqual(["ingress IPv4 tcp 80-80 0.0.0.0/0"]);

    await stack.destroy();
    expect(sandbox.edits.groups(sandbox.tenantUuid).map(({ name }) => name)).toEqual(["default"]);
    said.mockRestore();
    await sandbox.close();
  });
});

test("other protocols by number, where the server takes them", async () => {
  const sandbox = await startSandbox({ release: "2026" });
  const stack = new ManagedResource(crudFor(settingsFor(sandbox)));
  await stack.up({
    rules: [{ protocol: "esp" }, { protocol: 132, cidr: "10.0.0.0/8" }, { protocol: "200" }],
  });
  expect(Object.keys(stack.state?.outputs["rules"] ?? {})).toEqual([
    "ingress IPv4 esp from 0.0.0.0/0",
    "ingress IPv4 protocol 200 from 0.0.0.0/0",
    "ingress IPv4 sctp from 10.0.0.0/8",
  ]);
  expect(await stack.refresh()).toBe(false);
  await sandbox.edits.backgroundPull();
  expect(await stack.refresh()).toBe(false);
  await sandbox.close();
});

test("a protocol that only OpenStack knows is shown, and goes when the program does not have it", async () => {
  const sandbox = await startSandbox();
  const stack = new ManagedResource(crudFor(settingsFor(sandbox)));
  await stack.up({ rules: [{ protocol: "tcp", ports: 443 }] });
  sandbox.edits.addRule(stack.state?.id ?? "", { protocol: "sctp", port_range_min: 7, port_range_max: 7 });
  await sandbox.edits.backgroundPull();
  expect(await stack.refresh()).toBe(true);
  expect(Object.keys(stack.state?.outputs["rules"] ?? {})).toContain("ingress IPv4 sctp 7 from 0.0.0.0/0");
  const said = jest.spyOn(console, "log").mockImplementation(() => undefined);
  await stack.up({ rules: [{ protocol: "tcp", ports: 443 }] });
  said.mockRestore();
  expect(enforced(sandbox, stack.state?.id ?? "")).toEqual(["ingress IPv4 tcp 443-443 0.0.0.0/0"]);
  await sandbox.close();
});
