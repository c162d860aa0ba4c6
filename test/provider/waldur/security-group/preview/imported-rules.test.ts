import { securityGroupRules } from "../../../../../provider/waldur/security-group-rules/definition";
import type { WaldurSandbox, WaldurSandboxOptions } from "../../../../../sandbox/waldur";
import type { Props } from "../../../managed-resource";
import { crudFor, enforced, ManagedResource, settingsFor, startSandbox } from "../../sandbox";

let sandbox: WaldurSandbox;
let stack: ManagedResource;
let said: jest.SpyInstance;

beforeEach(() => {
  said = jest.spyOn(console, "log").mockImplementation(() => undefined);
});
afterEach(async () => {
  said.mockRestore();
  await sandbox.close();
});

async function start(options: WaldurSandboxOptions = {}): Promise<void> {
  sandbox = await startSandbox(options);
  stack = new ManagedResource(crudFor(settingsFor(sandbox)), "vpn");
}

/** A group that somebody has made in OpenStack, and that Waldur has imported. */
async function imported(...protocols: string[]): Promise<string> {
  const { id } = sandbox.edits.createGroup({ name: "vpn", description: "" });
  for (const protocol of protocols)
    sandbox.edits.addRule(id, { protocol, remote_ip_prefix: "198.51.100.7/32" });
  await sandbox.edits.backgroundPull();
  return id;
}

async function lines(args: Props): Promise<string[]> {
  said.mockClear();
  await stack.preview(args);
  return said.mock.calls.flat() as string[];
}
const refusals = async (args: Props) =>
  ((await stack.preview(args)).failures ?? []).map(({ reason }) => reason);
const writes = () => sandbox.log.count({ level: "api", method: "POST", path: "set_rules/$" });

const egress = [{ direction: "egress" }, { direction: "egress", ethertype: "IPv6" }];
const from = (protocol: string | number) => ({ protocol, cidr: "198.51.100.7" });
const ike = { protocol: "udp", ports: 4500, cidr: "198.51.100.7" };
const ESP = "ingress IPv4 esp from 198.51.100.7/32";
const VRRP = "ingress IPv4 vrrp from 198.51.100.7/32";

describe("a server that takes protocol numbers", () => {
  test("recreates a rule that was imported by name, which adoption and change say and state keeps", async () => {
    await start();
    const id = await imported("esp");
    const adopt = { name: "vpn", adopt: true, rules: [from("esp"), ...egress] };
    expect((await lines(adopt)).join("\n")).toContain(
      `vpn: warning: each change of rules recreates "${ESP}" in OpenStack as a protocol number, since Waldur does not accept`,
    );
    await stack.up(adopt);
    expect(stack.outputs["unreturnableRules"]).toEqual({ [ESP]: "recreated" });
    const change = { ...adopt, rules: [from(50), ...egress, ike] };
    expect((await lines(change)).join("\n")).toMatch(
      new RegExp(
        `vpn: warning: recreates "${ESP}" in OpenStack as a protocol number.*\\n` +
          "vpn: opens udp 4500 from .*; closes nothing; " +
          `not gap-free: Waldur recreates imported rules, which it does not accept back: "${ESP}"`,
      ),
    );
    await stack.up(change);
    expect(sandbox.edits.group(id).rules.map(({ protocol }) => protocol)).toContain("50");
    expect(stack.outputs["unreturnableRules"]).toEqual({});
    expect((await lines({ ...change, rules: [from(50), ...egress] })).join()).toContain("; gap-free");
  });

  test("refuses that gap at preview with requireGapFree, as the update does", async () => {
    await start();
    await imported("esp");
    const adopt = { name: "vpn", adopt: true, requireGapFree: true, rules: [from("esp"), ...egress] };
    await stack.up(adopt);
    expect(await refusals({ ...adopt, rules: [from(50), ...egress, ike] })).toEqual([
      expect.stringMatching(
        /^security group "vpn": the change is not gap-free: Waldur recreates imported rules/,
      ),
    ]);
  });

  test("sends a number back by its id", async () => {
    await start();
    await imported("112", "6");
    const adopt = { name: "vpn", adopt: true, rules: [from("vrrp"), from("tcp"), ...egress] };
    await stack.up(adopt);
    sandbox.log.clear();
    expect((await lines({ ...adopt, rules: [...adopt.rules, ike] })).join()).toContain("; gap-free");
    await stack.up({ ...adopt, rules: [...adopt.rules, ike] });
    expect(sandbox.log.count({ level: "openstack", method: "DELETE", path: "rules/" })).toBe(0);
  });
});

describe("a server that takes three protocols", () => {
  const adopt = { name: "vpn", adopt: true, rules: [from(112), ...egress] };
  const change = { ...adopt, rules: [...adopt.rules, ike] };

  test("cannot carry VRRP along: adoption warns of it, a change is refused at preview, and the rule stays", async () => {
    await start({ release: "2024-10" });
    const id = await imported("112");
    expect((await lines(adopt)).join("\n")).toContain(
      `vpn: warning: this Waldur has imported "${VRRP}" from OpenStack and does not accept such a rule back`,
    );
    await stack.up(adopt);
    expect(writes()).toBe(0);
    expect(stack.outputs["unreturnableRules"]).toEqual({ [VRRP]: "lost" });
    expect(await refusals(change)).toEqual([
      expect.stringMatching(/"vpn": this Waldur has imported .*vrrp.* ignoreChanges: \["rules"\]/),
    ]);
    await expect(stack.up(change)).rejects.toThrow("would delete it");
    expect(writes()).toBe(0);
    expect(sandbox.edits.group(id).rules.map(({ protocol }) => protocol)).toContain("112");
    // The way out: the rule goes, as the preview then says.
    const without = { ...change, rules: [...egress, ike] };
    expect((await lines(without)).join()).toContain("closes vrrp from 198.51.100.7/32");
    await stack.up(without);
    expect(enforced(sandbox, id).filter((rule) => rule.startsWith("ingress"))).toEqual([
      "ingress IPv4 udp 4500-4500 198.51.100.7/32",
    ]);
  });

  test("does not lose such a rule of somebody else, whether state has it or not; it goes where the program wants that", async () => {
    await start({ release: "2024-10" });
    const id = await imported();
    const first = { ...adopt, rules: [ike, ...egress] };
    await stack.up(first);
    sandbox.edits.addRule(id, { protocol: "112", remote_ip_prefix: "198.51.100.7/32" });
    await sandbox.edits.backgroundPull();
    const second = { ...first, rules: egress };
    await expect(stack.up(second)).rejects.toThrow(
      /does not accept such a rule back.*foreignRules: "remove"/,
    );
    expect(sandbox.edits.group(id).rules.map(({ protocol }) => protocol)).toContain("112");
    // The update that failed has read what was live.
    expect(stack.outputs["unreturnableRules"]).toEqual({ [VRRP]: "lost" });
    expect(await refusals(second)).toHaveLength(1);
    await stack.up({ ...second, foreignRules: "remove" });
    expect(sandbox.edits.group(id).rules.map(({ protocol }) => protocol)).not.toContain("112");
  });

  test.each([
    ["6", "tcp", "IPv4"],
    ["17", "udp", "IPv4"],
    ["1", "icmp", "IPv4"],
  ])("sends the number %s as %s, recreated, and the preview reports it", async (number, name, family) => {
    await start({ release: "2024-10" });
    const id = await imported(number);
    const key = `ingress ${family} ${name} from 198.51.100.7/32`;
    const wanted = { name: "vpn", adopt: true, rules: [from(name), ...egress] };
    await stack.up(wanted);
    const more = {
      ...wanted,
      rules: [...wanted.rules, { ...ike, protocol: "tcp", ports: 500, cidr: "10.0.0.0/8" }],
    };
    expect((await lines(more)).join("\n")).toMatch(
      new RegExp(`recreates "${key}" in OpenStack by name.*\\n.*not gap-free: .*accept back: "${key}"`),
    );
    await stack.up(more);
    expect(sandbox.edits.group(id).rules.map(({ protocol }) => protocol)).toContain(name);
  });

  test("58 over IPv6 goes as ICMP, which every write recreates", async () => {
    await start({ release: "2024-10" });
    const { id } = sandbox.edits.createGroup({ name: "vpn", description: "" });
    sandbox.edits.addRule(id, { protocol: "58", ethertype: "IPv6" });
    await sandbox.edits.backgroundPull();
    const ping = { protocol: "icmp", ethertype: "IPv6" };
    await stack.up({ name: "vpn", adopt: true, rules: [ping, ...egress] });
    await stack.up({ name: "vpn", adopt: true, rules: [ping, ike, ...egress] });
    expect(enforced(sandbox, id)).toContain("ingress IPv6 ipv6-icmp *-* ::/0");
    expect(said.mock.calls.join("\n")).toContain("not gap-free: Waldur recreates ICMP over IPv6");
  });

  test("the same where a SecurityGroupRules has the rules", async () => {
    await start({ release: "2024-10" });
    const id = await imported("112");
    await stack.up({ name: "vpn", adopt: true });
    const rules = new ManagedResource(crudFor(settingsFor(sandbox), securityGroupRules()), "own");
    const args = { securityGroup: stack.id, rules: [from("vrrp"), ...egress] };
    await rules.up(args);
    expect(said.mock.calls.join("\n")).toContain(`own: warning: this Waldur has imported "${VRRP}"`);
    expect(rules.outputs["unreturnableRules"]).toEqual({ [VRRP]: "lost" });
    await expect(rules.up({ ...args, rules: [...args.rules, ike] })).rejects.toThrow("would delete it");
    expect(sandbox.edits.group(id).rules.map(({ protocol }) => protocol)).toContain("112");
  });
});

test("where neither is known, a number is tried: nothing is lost where Waldur refuses it", async () => {
  await start({ release: "2026", numericProtocols: false });
  const id = await imported("112");
  const adopt = { name: "vpn", adopt: true, rules: [from("vrrp"), ...egress] };
  await stack.up(adopt);
  const change = { ...adopt, rules: [...adopt.rules, ike] };
  expect((await lines(change)).join()).toContain("; gap-free if this Waldur takes protocol numbers");
  await expect(stack.up(change)).rejects.toThrow(
    /rule "ingress IPv4 vrrp from 198\.51\.100\.7\/32": protocol: .*is not a valid choice.*ignoreChanges: \["rules"\]/,
  );
  expect(enforced(sandbox, id)).toHaveLength(3);
});

test("older state does not say what Waldur takes back, and neither does the preview", async () => {
  await start();
  await stack.up({ rules: [ike] });
  delete stack.outputs["unreturnableRules"];
  const change = { rules: [{ ...ike, ports: 500 }] };
  expect((await lines(change)).join()).toContain(
    "; gap-free if Waldur accepts all its rules back, which state does not show",
  );
  await stack.up(change);
  expect((await lines({ rules: [ike] })).join()).toMatch(/; gap-free$/);
});
