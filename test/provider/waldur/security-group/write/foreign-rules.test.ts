import { securityGroupRules } from "../../../../../provider/waldur/security-group-rules/definition";
import { useEmulator } from "../../emulator";
import { crudFor, enforced, ManagedResource, settingsFor } from "../../sandbox";

const emulator = useEmulator();

const lines = () => emulator.said.mock.calls.flat().join("\n");
const https = { protocol: "tcp", ports: 443 };
const ssh = { protocol: "tcp", ports: 22, cidr: "10.0.0.0/8" };
const dns = { protocol: "udp", ports: 53 };
const DNS_KEY = "ingress IPv4 udp 53 from 0.0.0.0/0";
const live = { https: "ingress IPv4 tcp 443-443 0.0.0.0/0", dns: "ingress IPv4 udp 53-53 any" };

/** Somebody opens a port behind the program's back, and Waldur learns of it. */
async function addForeign(id = emulator.stack.id): Promise<void> {
  await emulator.addByHand(53, { protocol: "udp" }, id);
  emulator.said.mockClear();
  emulator.sandbox.log.clear();
}
const writtenRules = () => emulator.sandbox.log.count({ level: "api", method: "POST", path: "set_rules/$" });

describe("a rule that somebody else has added", () => {
  test("is not touched by an update of something else", async () => {
    await emulator.stack.up({ rules: [https] });
    await addForeign();
    expect(await emulator.stack.up({ rules: [https], description: "public" })).toBe("updated");
    expect(enforced(emulator.sandbox, emulator.stack.id)).toEqual([live.https, live.dns]);
    expect(writtenRules()).toBe(0);
    expect(Object.keys(emulator.stack.outputs["rules"] ?? {})).toEqual([
      "ingress IPv4 tcp 443 from 0.0.0.0/0",
    ]);
    expect(emulator.stack.outputs["unmanagedRules"]).toEqual({ [DNS_KEY]: {} });
    expect(await emulator.stack.up({ rules: [https], description: "public" })).toBe("unchanged");
  });

  test("stays in an update of the rules and is named; after a refresh the next one removes it", async () => {
    await emulator.stack.up({ rules: [https] });
    await addForeign();
    await emulator.stack.up({ rules: [https, ssh] });
    expect(enforced(emulator.sandbox, emulator.stack.id)).toHaveLength(3);
    expect(lines()).toContain(
      `web: left alone: "${DNS_KEY}", added by somebody else; pulumi refresh shows it, the pulumi up after it removes it`,
    );
    expect(emulator.stack.outputs["unmanagedRules"]).toEqual({ [DNS_KEY]: {} });
    expect(await emulator.stack.refresh()).toBe(true);
    expect(Object.keys(emulator.stack.outputs["rules"] ?? {})).toContain(DNS_KEY);
    expect(emulator.stack.outputs["unmanagedRules"]).toEqual({});
    expect(await emulator.stack.up({ rules: [https, ssh] })).toBe("updated");
    expect(enforced(emulator.sandbox, emulator.stack.id)).toHaveLength(2);
  });

  test("counts in what a later change opens and closes", async () => {
    await emulator.stack.up({ rules: [https] });
    await addForeign();
    const office = { ...dns, cidr: "10.0.0.0/8" };
    await emulator.stack.up({ rules: [https, office] });
    emulator.said.mockClear();
    await emulator.stack.up({ rules: [https] });
    expect(emulator.said).toHaveBeenCalledWith("web: opens nothing; closes nothing; gap-free");
    emulator.said.mockClear();
    await emulator.stack.up({ rules: [], foreignRules: "remove" });
    expect(lines()).toContain("closes tcp 443 from 0.0.0.0/0 and udp 53 from 0.0.0.0/0");
  });

  test("is missed by a refresh when it is gone again, where state had it", async () => {
    await emulator.stack.up({ rules: [https] });
    await addForeign();
    await emulator.stack.up({ rules: [https], description: "public" });
    emulator.sandbox.edits.removeRules(emulator.stack.id, { protocol: "udp" });
    await emulator.sandbox.edits.backgroundPull();
    await emulator.stack.refresh();
    expect(lines()).toContain("web: drifted: closed udp 53 from 0.0.0.0/0");
  });

  test("keeps its id and is not made again in OpenStack", async () => {
    await emulator.stack.up({ rules: [https] });
    await addForeign();
    await emulator.stack.up({ rules: [{ ...https, ports: 8443 }] });
    expect(enforced(emulator.sandbox, emulator.stack.id)).toEqual([
      "ingress IPv4 tcp 8443-8443 0.0.0.0/0",
      live.dns,
    ]);
    expect(emulator.sandbox.log.count({ level: "openstack", method: "POST", path: "rules$" })).toBe(1);
    expect(emulator.sandbox.log.count({ level: "openstack", method: "DELETE", path: "rules/" })).toBe(1);
  });

  test('goes with foreignRules: "remove", and is named', async () => {
    await emulator.stack.up({ rules: [https], foreignRules: "remove" });
    await addForeign();
    await emulator.stack.up({ rules: [https, ssh], foreignRules: "remove" });
    expect(enforced(emulator.sandbox, emulator.stack.id)).toHaveLength(2);
    expect(lines()).toContain(`web: removes "${DNS_KEY}", added by somebody else`);
    expect(emulator.stack.outputs["unmanagedRules"]).toEqual({});
  });

  test('stops the update before it writes with foreignRules: "refuse"; the remedy is a refresh', async () => {
    const args = { foreignRules: "refuse" };
    await emulator.stack.up({ ...args, rules: [https] });
    await addForeign();
    await expect(emulator.stack.up({ ...args, name: "other", rules: [https, ssh] })).rejects.toThrow(
      `somebody else has added "${DNS_KEY}", and foreignRules is "refuse"`,
    );
    expect(enforced(emulator.sandbox, emulator.stack.id)).toEqual([live.https, live.dns]);
    expect(emulator.sandbox.log.entries({ level: "api" }).filter(({ method }) => method !== "GET")).toEqual(
      [],
    );
    await emulator.stack.refresh();
    await emulator.stack.up({ ...args, rules: [https, ssh] });
    expect(enforced(emulator.sandbox, emulator.stack.id)).toHaveLength(2);
  });

  test("stays when a SecurityGroupRules is destroyed, which removes its own", async () => {
    await emulator.stack.up({});
    const rules = new ManagedResource(
      crudFor(settingsFor(emulator.sandbox), securityGroupRules()),
      "web-rules",
    );
    await rules.up({ securityGroup: emulator.stack.id, rules: [https, ssh] });
    await addForeign();
    await rules.destroy();
    expect(enforced(emulator.sandbox, emulator.stack.id)).toEqual([live.dns]);
    expect(lines()).toContain(`web-rules: left alone: "${DNS_KEY}"`);
  });

  test("is no longer lost after an update that fails half-way", async () => {
    await emulator.stack.up({ rules: [https] });
    await addForeign();
    emulator.sandbox.faults.add({ method: "POST", path: "set_rules/$", times: 1, answer: { status: 403 } });
    await expect(emulator.stack.up({ rules: [https, ssh] })).rejects.toThrow();
    expect(Object.keys(emulator.stack.outputs["rules"] ?? {})).not.toContain(DNS_KEY);
    await emulator.stack.up({ rules: [https, ssh] });
    expect(enforced(emulator.sandbox, emulator.stack.id)).toHaveLength(3);
  });
});

describe("a rule that somebody else has removed", () => {
  test("is set again where rules are written, and named", async () => {
    await emulator.stack.up({ rules: [https, ssh] });
    emulator.sandbox.edits.removeRules(emulator.stack.id, { port_range_min: 443 });
    await emulator.sandbox.edits.backgroundPull();
    await emulator.stack.up({ rules: [https, ssh, dns] });
    expect(enforced(emulator.sandbox, emulator.stack.id)).toHaveLength(3);
    expect(lines()).toContain(
      'web: sets "ingress IPv4 tcp 443 from 0.0.0.0/0" again, removed by somebody else',
    );
  });

  test("is missing in the outputs of an update of something else, so that the next preview shows it", async () => {
    await emulator.stack.up({ rules: [https, ssh] });
    emulator.sandbox.edits.removeRules(emulator.stack.id, { port_range_min: 443 });
    await emulator.sandbox.edits.backgroundPull();
    await emulator.stack.up({ rules: [https, ssh], description: "public" });
    expect(Object.keys(emulator.stack.outputs["rules"] ?? {})).toEqual([
      "ingress IPv4 tcp 22 from 10.0.0.0/8",
    ]);
    expect(await emulator.stack.up({ rules: [https, ssh], description: "public" })).toBe("updated");
    expect(enforced(emulator.sandbox, emulator.stack.id)).toHaveLength(2);
  });
});

test("a group in error is repaired, and what others have added stays", async () => {
  await emulator.stack.up({ rules: [https] });
  await addForeign();
  emulator.sandbox.edits.removeRules(emulator.stack.id, { port_range_min: 443 });
  emulator.stack.outputs["state"] = "ERRED";
  await emulator.sandbox.edits.backgroundPull();
  await emulator.stack.up({ rules: [https] });
  expect(enforced(emulator.sandbox, emulator.stack.id)).toEqual([live.https, live.dns]);
});

describe("rules that show only after a takeover has failed are still to go", () => {
  const fail = () =>
    emulator.sandbox.faults.add({ method: "POST", path: "set_rules/$", times: 1, answer: { status: 403 } });

  test("where a group begins to manage its rules", async () => {
    await emulator.stack.up({});
    fail();
    await expect(emulator.stack.up({ rules: [https] })).rejects.toThrow("Waldur does not allow this");
    await addForeign();
    await emulator.stack.up({ rules: [https] });
    expect(enforced(emulator.sandbox, emulator.stack.id)).toEqual([live.https]);
    expect(lines()).not.toContain("left alone");
    expect(await emulator.stack.refresh()).toBe(false);
    await addForeign();
    await emulator.stack.up({ rules: [https, ssh] });
    expect(lines()).toContain("left alone: ");
  });

  test("where a resource is to set the rules of a group", async () => {
    await emulator.stack.up({});
    const rules = new ManagedResource(
      crudFor(settingsFor(emulator.sandbox), securityGroupRules()),
      "web-rules",
    );
    const args = { securityGroup: emulator.stack.id, rules: [https] };
    fail();
    await expect(rules.up(args)).rejects.toThrow("Waldur does not allow this");
    await addForeign();
    await rules.up(args);
    expect(enforced(emulator.sandbox, emulator.stack.id)).toEqual([live.https]);
    expect(lines()).not.toContain("left alone");
    expect(await rules.refresh()).toBe(false);
  });
});
