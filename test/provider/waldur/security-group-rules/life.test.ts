import { UNKNOWN } from "../../../../provider/rules/rule-map";
import { Runs } from "../../../../provider/run/run";
import { securityGroup } from "../../../../provider/waldur/security-group/definition";
import { securityGroupRules } from "../../../../provider/waldur/security-group-rules/definition";
import type { WaldurSandbox } from "../../../../sandbox/waldur";
import { inRun, type Props } from "../../managed-resource";
import { crudFor, enforced, settingsFor, ManagedResource, startSandbox } from "../sandbox";

let sandbox: WaldurSandbox;
let groups: ManagedResource;
let rules: ManagedResource;
let said: jest.SpyInstance;

beforeEach(async () => {
  sandbox = await startSandbox();
  groups = new ManagedResource(crudFor(settingsFor(sandbox)));
  rules = new ManagedResource(crudFor(settingsFor(sandbox), securityGroupRules()), "web-rules");
  said = jest.spyOn(console, "log").mockImplementation(() => undefined);
});
afterEach(async () => {
  said.mockRestore();
  await sandbox.close();
});

const id = () => groups.state?.id ?? "";
const https = { protocol: "tcp", ports: 443 };
const ssh = { protocol: "tcp", ports: 22, cidr: "10.0.0.0/8" };

test("own the rules of a group that is made without", async () => {
  await groups.up({});
  expect(await rules.up({ securityGroup: id(), rules: [https] })).toBe("created");
  expect(enforced(sandbox, id())).toEqual(["ingress IPv4 tcp 443-443 0.0.0.0/0"]);
  expect(await rules.up({ securityGroup: id(), rules: [https] })).toBe("unchanged");
  expect(await groups.up({})).toBe("unchanged");
  expect(await rules.up({ securityGroup: id(), rules: [ssh] })).toBe("updated");
  expect(said).toHaveBeenCalledWith(
    "web-rules: opens tcp 22 from 10.0.0.0/8; closes tcp 443 from 0.0.0.0/0; gap-free",
  );
  expect(await rules.refresh()).toBe(false);
  expect(await groups.refresh()).toBe(false);
  await rules.destroy();
  expect(enforced(sandbox, id())).toEqual([]);
  await groups.destroy();
});

test("two groups that name each other", async () => {
  const db = new ManagedResource(groups.crud, "db");
  await groups.up({});
  await db.up({ rules: [{ protocol: "tcp", ports: 5432, remoteGroup: id() }] });
  const remoteGroup = db.state?.id;
  await rules.up({
    securityGroup: id(),
    rules: [{ direction: "egress", protocol: "tcp", ports: 5432, remoteGroup }],
  });
  expect(Object.keys(rules.state?.outputs["rules"] ?? {})).toEqual([
    `egress IPv4 tcp 5432 to group ${remoteGroup ?? ""}`,
  ]);
  expect(await rules.refresh()).toBe(false);
  await rules.destroy();
  await db.destroy();
  await groups.destroy();
  expect(said.mock.calls).toEqual([
    ["db: opens tcp 5432 from web over IPv4"],
    [expect.stringContaining("db: warning: no rule lets anything out")],
    ["web-rules: opens egress tcp 5432 to db over IPv4; closes nothing; gap-free"],
  ]);
});

test("a rule that names its own group by the id is self, and stays so after a refresh", async () => {
  await groups.up({});
  await rules.up({ securityGroup: id(), rules: [{ protocol: "tcp", ports: 1, remoteGroup: id() }] });
  expect(Object.keys(rules.state?.outputs["rules"] ?? {})).toEqual(["ingress IPv4 tcp 1 from this group"]);
  expect(await rules.refresh()).toBe(false);
});

test('onDestroy: "keep" leaves the rules', async () => {
  await groups.up({});
  await rules.up({ securityGroup: id(), rules: [https], onDestroy: "keep" });
  await rules.destroy();
  expect(enforced(sandbox, id())).toHaveLength(1);
});

test("the rules of OpenStack's group default", async () => {
  await sandbox.edits.backgroundPull();
  await groups.up({ name: "default", adopt: true });
  await rules.up({ securityGroup: id(), rules: [ssh] });
  expect(enforced(sandbox, id())).toEqual(["ingress IPv4 tcp 22-22 10.0.0.0/8"]);
});

test("another group replaces the rules", async () => {
  const other = new ManagedResource(groups.crud, "other");
  await groups.up({});
  await other.up({});
  await rules.up({ securityGroup: id(), rules: [https] });
  expect(await rules.up({ securityGroup: other.state?.id, rules: [https] })).toBe("replaced");
  expect(enforced(sandbox, id())).toEqual([]);
  expect(enforced(sandbox, other.state?.id ?? "")).toHaveLength(1);
});

describe("a replacement of the same rules, as by --replace", () => {
  const replaced = async (news: Props) => {
    const { outputs: old } = rules.state ?? { outputs: {} };
    await inRun(rules.crud, async () => {
      await rules.preview(news);
      await rules.crud.create(await rules.check(news, {}));
      await rules.crud.delete(id(), old);
    });
  };

  test("sends nothing: the rules stay, and the delete of the old one leaves them alone", async () => {
    await groups.up({});
    const args = { securityGroup: id(), rules: [https, ssh], requireGapFree: true };
    await rules.up(args);
    sandbox.log.clear();
    said.mockClear();
    await replaced(args);
    expect(sandbox.log.entries({ level: "api" }).filter(({ method }) => method !== "GET")).toEqual([]);
    expect(sandbox.log.count({ level: "openstack" })).toBe(0);
    expect(enforced(sandbox, id())).toHaveLength(2);
    expect(said.mock.calls.flat()).toEqual([]);
  });

  test("with other rules changes what differs, in make before break", async () => {
    await groups.up({});
    await rules.up({ securityGroup: id(), rules: [https, ssh] });
    sandbox.log.clear();
    await replaced({ securityGroup: id(), rules: [https, { ...ssh, ports: "20-22" }] });
    expect(sandbox.log.count({ level: "openstack", method: "DELETE", path: "rules/" })).toBe(1);
    expect(enforced(sandbox, id())).toEqual([
      "ingress IPv4 tcp 20-22 10.0.0.0/8",
      "ingress IPv4 tcp 443-443 0.0.0.0/0",
    ]);
  });

  test("that was cut short leaves a delete to a later run, which does nothing either", async () => {
    await groups.up({});
    const args = { securityGroup: id(), rules: [https] };
    await rules.up(args);
    const { outputs: pending } = rules.state ?? { outputs: {} };
    const changed = { ...args, rules: [https, ssh] };
    await inRun(rules.crud, async () => {
      expect(await rules.up(changed)).toBe("updated");
      await rules.crud.delete(id(), pending);
    });
    expect(enforced(sandbox, id())).toHaveLength(2);
  });

  test("both modes leave the order to the diff, which puts the new one first", async () => {
    await groups.up({});
    await rules.up({ securityGroup: id(), rules: [https] });
    const inputs = await rules.check({ securityGroup: "1".repeat(32), rules: [https] });
    expect(await rules.crud.diff(id(), rules.outputs, inputs)).toMatchObject({
      replaces: ["securityGroup"],
      deleteBeforeReplace: false,
    });
  });
});

test("a failure half-way is repaired by the next up", async () => {
  await groups.up({});
  sandbox.faults.add({ level: "openstack", method: "POST", path: "rules", skip: 1, answer: { status: 500 } });
  await expect(rules.up({ securityGroup: id(), rules: [https, ssh] })).rejects.toThrow(
    /^create rules of security group "web-rules": OpenStack refused the change: InternalServerError/,
  );
  expect(await rules.up({ securityGroup: id(), rules: [https, ssh] })).toBe("updated");
  expect(enforced(sandbox, id())).toHaveLength(2);
});

test("wrong inputs and an unknown group", async () => {
  await expect(rules.up({ rules: [] })).rejects.toThrow("securityGroup is missing.");
  await expect(rules.up({ securityGroup: "web" })).rejects.toThrow(
    'securityGroup "web" is not a security group: write its uuid or its URL.\nrules is missing.',
  );
  await expect(rules.up({ securityGroup: "1".repeat(32), rules: [] })).rejects.toThrow(
    /Waldur does not have the group 1{32}, or the token's user may not see it\. Check its id/,
  );
});

test("a group that is gone is gone for its rules too", async () => {
  await groups.up({});
  await rules.up({ securityGroup: id(), rules: [https] });
  await groups.destroy();
  await rules.destroy();
});

describe("a delete", () => {
  const outputs = () => rules.state?.outputs ?? {};
  const inputs = () => rules.state?.inputs ?? {};
  beforeEach(async () => {
    await groups.up({});
    await rules.up({ securityGroup: id(), rules: [https], onDestroy: "empty" });
  });

  test("after the engine has asked what a loss of the group would change goes by state, and nothing unknown is in its way", async () => {
    const asked = {
      ...inputs(),
      securityGroup: UNKNOWN,
      rules: UNKNOWN,
      onDestroy: UNKNOWN,
      timeouts: UNKNOWN,
    };
    await inRun(rules.crud, async () => {
      await rules.crud.diff(id(), outputs(), asked);
      await rules.crud.delete(id(), outputs());
    });
    expect(enforced(sandbox, id())).toEqual([]);
  });

  test("after a refresh, which compares state with itself, is done", async () => {
    await inRun(rules.crud, async () => {
      await rules.crud.diff(id(), outputs(), inputs());
      await rules.crud.delete(id(), outputs());
    });
    expect(enforced(sandbox, id())).toEqual([]);
  });

  test("of rules that a diff of the run leaves to a resource does nothing to them, and says whose they are", async () => {
    await inRun(rules.crud, async () => {
      expect(await rules.up({ securityGroup: id(), rules: [https], onDestroy: "empty" })).toBe("unchanged");
      await rules.crud.delete(id(), { ...outputs(), name: "former-name" });
    });
    expect(enforced(sandbox, id())).toEqual(["ingress IPv4 tcp 443-443 0.0.0.0/0"]);
    expect(said).toHaveBeenLastCalledWith(
      expect.stringContaining('the rules stay: SecurityGroupRules "web-rules" has them in this run'),
    );
  });

  test("goes by what this run wants", async () => {
    await inRun(rules.crud, async () => {
      const kept = await rules.check({ securityGroup: id(), rules: [ssh], onDestroy: "keep" });
      await rules.crud.diff(id(), outputs(), kept);
      await rules.crud.delete(id(), outputs());
    });
    expect(enforced(sandbox, id())).toEqual(["ingress IPv4 tcp 443-443 0.0.0.0/0"]);
  });

  test("is not stopped by settings of it that cannot be read", async () => {
    const spoilt = { ...outputs(), onDestroy: "later", timeouts: 7 };
    await inRun(rules.crud, async () => rules.crud.delete(id(), spoilt));
    expect(enforced(sandbox, id())).toEqual([]);
  });
});

test("a rename of the group says that it interrupts the ICMPv6 rules of another resource", async () => {
  const ping = { protocol: "icmp", cidr: "2001:db8::/32" };
  const runs = new Runs();
  groups = new ManagedResource(crudFor(settingsFor(sandbox), securityGroup(runs)));
  rules = new ManagedResource(crudFor(settingsFor(sandbox), securityGroupRules(runs)), "web-rules");
  await groups.up({});
  await rules.up({ securityGroup: id(), rules: [https, ping] });
  said.mockClear();
  await inRun(groups.crud, async () => {
    const renamed = await groups.check({ name: "renamed" });
    await groups.crud.diff(id(), groups.outputs, renamed);
    await inRun(rules.crud, () => rules.preview({ securityGroup: id(), rules: [https, ping] }));
  });
  expect(said.mock.calls.flat()).toEqual([
    "web-rules: opens nothing; closes nothing; not gap-free: Waldur recreates ICMP over IPv6 at every change of name, " +
      'description or rules: "ingress IPv6 icmp from 2001:db8::/32"',
  ]);
  await rules.destroy();
  await groups.destroy();
});

test("a replacement adopts no rules but those that are its own", async () => {
  await groups.up({});
  await rules.up({ securityGroup: id(), rules: [https] });
  said.mockClear();
  await inRun(rules.crud, async () => {
    await rules.check({ securityGroup: id(), rules: [ssh] });
    // The engine checks a replacement without the old inputs.
    await rules.check({ securityGroup: id(), rules: [ssh] }, {});
  });
  expect(said.mock.calls.join()).not.toContain("adopts");
  await rules.destroy();
  await groups.destroy();
});
