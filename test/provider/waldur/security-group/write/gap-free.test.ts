import fc from "fast-check";
import { ruleMap } from "../../../../../provider/rules/rule-map";
import { planRules } from "../../../../../provider/waldur/security-group/plan";
import type { Rule } from "../../../../../provider/waldur/rule/args";
import { ruleKey } from "../../../../../provider/waldur/rule/fields";
import type { WaldurSandbox } from "../../../../../sandbox/waldur";
import { OpenStackWatch } from "../../openstack";
import { rule, tcp } from "../../rules";
import { crudFor, enforced, settingsFor, ManagedResource, startSandbox } from "../../sandbox";

let sandbox: WaldurSandbox;
let stack: ManagedResource;
let said: jest.SpyInstance;

beforeEach(async () => {
  sandbox = await startSandbox({ delay: 5 });
  stack = new ManagedResource(crudFor(settingsFor(sandbox, { "waldur:pollInterval": "0.01" })));
  said = jest.spyOn(console, "log").mockImplementation(() => undefined);
});
afterEach(async () => {
  said.mockRestore();
  await sandbox.close();
});

const id = () => stack.state?.id ?? "";
const range = (ports: string, cidr = "10.0.0.0/8") => ({ protocol: "tcp", ports, cidr });
const ping6 = { protocol: "icmp", icmpType: 128, icmpCode: 0, cidr: "::/0" };

test("ten groups of ten rules, one rule inserted first in each: ten calls, ten rules made, none deleted", async () => {
  const ten = Array.from({ length: 10 }, (_, index) => tcp(8000 + index));
  const stacks = ten.map((_, index) => new ManagedResource(stack.crud, `group-${index}`));
  await Promise.all(stacks.map((one) => one.up({ rules: ten })));
  const watch = new OpenStackWatch(sandbox, stacks[0]?.state?.id ?? "");
  await Promise.all(stacks.map((one) => one.up({ rules: [tcp(443), ...ten] })));
  expect(watch.counts()).toEqual({ calls: 10, created: 10, deleted: 0 });
});

test("at no moment does OpenStack lack the old range of a widened rule", async () => {
  await stack.up({ rules: [range("80-443")] });
  const watch = new OpenStackWatch(sandbox, id());
  await stack.up({ rules: [range("80-8080")] });
  expect(watch.counts()).toEqual({ calls: 2, created: 1, deleted: 1 });
  expect(watch.neverUncovered()).toBe(true);
  expect(said).toHaveBeenCalledWith("web: opens tcp 444-8080 from 10.0.0.0/8; closes nothing; gap-free");
});

test("a group with IPv6 ping, pulled, then edited elsewhere", async () => {
  await stack.up({ rules: [ping6, range("22")] });
  await sandbox.edits.backgroundPull();
  expect(await stack.refresh()).toBe(false);
  expect(await stack.up({ rules: [ping6, range("23")] })).toBe("updated");
  expect(enforced(sandbox, id())).toEqual([
    "ingress IPv4 tcp 23-23 10.0.0.0/8",
    "ingress IPv6 ipv6-icmp 128-0 ::/0",
  ]);
  expect(said).toHaveBeenCalledWith(
    "web: opens tcp 23 from 10.0.0.0/8; closes tcp 22 from 10.0.0.0/8; not gap-free: " +
      'Waldur recreates ICMP over IPv6 at every change of name, description or rules: "ingress IPv6 icmp type 128 code 0 from ::/0"',
  );
});

describe("requireGapFree", () => {
  test("refuses a gap at check", async () => {
    await stack.up({ rules: [range("22")] });
    const described = { ...range("22"), description: "office" };
    await expect(stack.up({ rules: [described], requireGapFree: true })).rejects.toThrow(
      'the change is not gap-free: changing a description recreates the rule: "ingress IPv4 tcp 22 from 10.0.0.0/8"',
    );
  });

  test("refuses in update what only the server's own rules show, before anything is written", async () => {
    sandbox.edits.changeTenant(sandbox.tenantUuid, { quotas: { security_group_rule_count: 1 } });
    await stack.up({ rules: [range("80-443")], requireGapFree: true });
    sandbox.log.clear();
    await expect(
      stack.up({ name: "other", rules: [range("80-8080")], requireGapFree: true }),
    ).rejects.toThrow("not gap-free: the tenant's quota has no room for the old and new rules together");
    expect(sandbox.log.entries({ level: "api" }).filter(({ method }) => method !== "GET")).toEqual([]);
  });

  test("refuses at preview what a change of description cuts, also as the rules are given up", async () => {
    await stack.up({ rules: [ping6] });
    const cut =
      'not gap-free: Waldur recreates ICMP over IPv6 at every change of name, description or rules: "ingress IPv6 icmp type 128 code 0 from ::/0"';
    const { failures } = await stack.preview({ description: "given up", requireGapFree: true });
    expect(failures?.map(({ reason }) => reason).join()).toContain(`the change is ${cut}`);
    await stack.up({ description: "given up" });
    expect(said).toHaveBeenCalledWith(`web: its rules are no longer managed; they stay; ${cut}`);
  });

  test("refuses what may cut the traffic of a rule in words that are not known", async () => {
    await stack.up({ rules: [range("22")] });
    sandbox.edits.addRule(id(), { protocol: "zzz" });
    await sandbox.edits.backgroundPull();
    await stack.refresh();
    const more = { rules: [range("22"), range("23")] };
    await expect(stack.up({ ...more, requireGapFree: true })).rejects.toThrow(
      'the change is not gap-free: it is not known what "ingress IPv4 zzz from 0.0.0.0/0" allows, and it is removed before new rules exist',
    );
    await stack.up({ rules: [range("22")], requireGapFree: true });
    expect(enforced(sandbox, id())).toEqual(["ingress IPv4 tcp 22-22 10.0.0.0/8"]);
  });

  test("refuses a replacement, which deletes the old group first, before anything is deleted", async () => {
    await stack.up({ rules: [range("22")], requireGapFree: true });
    const moved = { rules: [range("22")], tenant: sandbox.secondTenantUuid };
    await expect(stack.up({ ...moved, requireGapFree: true })).rejects.toThrow(
      /the change is not gap-free: its replacement deletes the old group first.*Leave out requireGapFree/,
    );
    expect(sandbox.edits.groups(sandbox.tenantUuid).map(({ name }) => name)).toContain("web");
    expect(await stack.up(moved)).toBe("replaced");
  });

  test("does not stand in the way of a group that OpenStack has lost", async () => {
    await stack.up({ rules: [range("22")], requireGapFree: true });
    sandbox.edits.deleteGroup(id());
    await sandbox.edits.backgroundPull();
    await stack.refresh();
    expect(await stack.up({ rules: [range("22")], requireGapFree: true })).toBe("replaced");
  });

  test("lets a gap-free change pass", async () => {
    await stack.up({ rules: [range("80-443")], requireGapFree: true });
    expect(await stack.up({ rules: [range("80-8080")], requireGapFree: true })).toBe("updated");
  });
});

test("too many rules for the quota are reported before anything is written", async () => {
  sandbox.edits.changeTenant(sandbox.tenantUuid, { quotas: { security_group_rule_count: 2 } });
  await stack.up({ rules: [tcp(1), tcp(2)] });
  sandbox.log.clear();
  await expect(stack.up({ name: "other", rules: [tcp(1), tcp(2), tcp(3)] })).rejects.toThrow(
    'the quota security_group_rule_count of the tenant "tenant-main" is exceeded',
  );
  expect(sandbox.log.entries({ level: "api" }).filter(({ method }) => method !== "GET")).toEqual([]);
  // Without room for old and new together the change is made in one call, with its gap.
  await stack.up({ rules: [tcp(1), tcp(3)] });
  expect(enforced(sandbox, id())).toHaveLength(2);
});

const smallRule = fc
  .record({
    protocol: fc.constantFrom("tcp", "udp", "icmp", ""),
    ends: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    ethertype: fc.constantFrom("IPv4" as const, "IPv6" as const),
    peer: fc.constantFrom("any", "network", "self"),
    description: fc.constantFrom(undefined, undefined, "office"),
  })
  .map(({ protocol, ends, ethertype, peer, description }): Rule => {
    const network = ethertype === "IPv4" ? "10.0.0.0/8" : "2001:db8::/32";
    const hasPorts = protocol === "tcp" || protocol === "udp";
    return rule({
      ethertype,
      protocol,
      description,
      ...(hasPorts ? { fromPort: Math.min(...ends), toPort: Math.max(...ends) } : {}),
      ...(peer === "network" ? { cidr: network } : {}),
      ...(peer === "self" ? { remoteGroup: "self" } : {}),
    });
  });
const smallSet = fc.uniqueArray(smallRule, { selector: ruleKey, maxLength: 7 });

test("random changes arrive, in the planned number of calls, and uncover nothing unless that was reported", async () => {
  await fc.assert(
    fc.asyncProperty(smallSet, smallSet, async (old, wanted) => {
      const one = new ManagedResource(stack.crud, "random");
      await one.up({ rules: old });
      const plan = planRules(
        old.map((each) => ({ key: ruleKey(each), rule: each, returnable: true })),
        ruleMap(wanted, { key: ruleKey }),
      );
      const watch = new OpenStackWatch(sandbox, one.state?.id ?? "");
      await one.up({ rules: wanted });
      if (plan.gaps.length === 0) {
        expect(watch.neverUncovered()).toBe(true);
        expect(watch.counts().calls).toBe(plan.calls);
      }
      expect(await one.refresh()).toBe(false);
      expect(await one.up({ rules: wanted })).toBe("unchanged");
      await one.destroy();
    }),
    { numRuns: 15 },
  );
});
