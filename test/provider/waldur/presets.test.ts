import * as pulumi from "@pulumi/pulumi";
import { readRules, UNKNOWN } from "../../../provider/rules/rule-map";
import { ruleReader } from "../../../provider/waldur/rule/parse";
import { allow } from "../../../provider/waldur/presets";

const GROUP = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";

test("from anywhere is both families", () => {
  expect(allow.https()).toEqual([
    { direction: "ingress", protocol: "tcp", ports: 443, cidr: "0.0.0.0/0" },
    { direction: "ingress", protocol: "tcp", ports: 443, cidr: "::/0" },
  ]);
});

test("one rule a CIDR, two a group; from comes in, to goes out", () => {
  const rules = allow.ssh({
    from: ["203.0.113.0/24", GROUP, "self"],
    to: "10.0.0.0/8",
    description: "admins",
  });
  const ssh = { protocol: "tcp", ports: 22, description: "admins" };
  expect(rules).toEqual([
    { ...ssh, direction: "ingress", cidr: "203.0.113.0/24" },
    { ...ssh, direction: "ingress", ethertype: "IPv4", remoteGroup: GROUP },
    { ...ssh, direction: "ingress", ethertype: "IPv6", remoteGroup: GROUP },
    { ...ssh, direction: "ingress", ethertype: "IPv4", remoteGroup: "self" },
    { ...ssh, direction: "ingress", ethertype: "IPv6", remoteGroup: "self" },
    { ...ssh, direction: "egress", cidr: "10.0.0.0/8" },
  ]);
});

test("an empty list of sources allows nothing", () => {
  expect(allow.ssh({ from: [] })).toEqual([]);
});

test("a service on several ports and protocols", () => {
  expect(allow.dns({ from: "10.0.0.0/8" }).map(({ protocol, ports }) => [protocol, ports])).toEqual([
    ["tcp", 53],
    ["udp", 53],
  ]);
  expect(allow.ipsec({ from: "10.0.0.0/8" }).map(({ protocol }) => protocol)).toEqual([
    "udp",
    "udp",
    "50",
    "51",
  ]);
});

test("ping has the echo request of each family", () => {
  const types = (rules: ReturnType<typeof allow.ping>) => rules.map(({ icmpType }) => icmpType);
  expect(types(allow.ping())).toEqual([8, 128]);
  expect(types(allow.ping({ from: ["10.0.0.0/8", "2001:db8::/32", "self"] }))).toEqual([8, 128, 8, 128]);
});

test("egress is everything out, all is everything in", () => {
  expect(allow.egress()).toEqual([
    { direction: "egress", protocol: "", cidr: "0.0.0.0/0" },
    { direction: "egress", protocol: "", cidr: "::/0" },
  ]);
  expect(allow.all({ from: "self" }).map(({ direction, protocol }) => [direction, protocol])).toEqual([
    ["ingress", ""],
    ["ingress", ""],
  ]);
});

describe("an output as a peer", () => {
  const keysOf = (rules: unknown) => Object.keys(readRules(rules, ruleReader).rules);
  const resolved = (args: Parameters<typeof allow.ssh>[0], preset: "ssh" | "ping" = "ssh") =>
    new Promise<unknown>((resolve) => pulumi.output(allow[preset](args)).apply(resolve));

  test.each([
    ["an id", GROUP, [`ingress IPv4 tcp 22 from group ${GROUP}`, `ingress IPv6 tcp 22 from group ${GROUP}`]],
    [
      "a URL",
      `https://waldur.example.com/api/openstack-security-groups/${GROUP}/`,
      [`ingress IPv4 tcp 22 from group ${GROUP}`, `ingress IPv6 tcp 22 from group ${GROUP}`],
    ],
    ["a network", "10.0.0.0/8", ["ingress IPv4 tcp 22 from 10.0.0.0/8"]],
    ["a host", "2001:db8::1", ["ingress IPv6 tcp 22 from 2001:db8::1/128"]],
  ])("%s makes the rules of what it turns out to be", async (_what, value, keys) => {
    expect(keysOf(await resolved({ from: pulumi.output(value) }))).toEqual(keys);
  });

  test("the ICMP type goes by the family", async () => {
    expect(keysOf(await resolved({ from: pulumi.output(GROUP) }, "ping"))).toEqual([
      `ingress IPv4 icmp type 8 code 0 from group ${GROUP}`,
      `ingress IPv6 icmp type 128 code 0 from group ${GROUP}`,
    ]);
    expect(keysOf(await resolved({ from: pulumi.output("2001:db8::/32") }, "ping"))).toEqual([
      "ingress IPv6 icmp type 128 code 0 from 2001:db8::/32",
    ]);
  });

  test("while unknown it stands for the old rules that fit all known fields", () => {
    const old = readRules([...allow.ssh({ from: GROUP }), ...allow.https()], ruleReader).rules;
    const wanted = [{ protocol: "tcp", ports: 22, peer: UNKNOWN }, ...allow.https()];
    const known = Object.fromEntries(Object.entries(old)) as never;
    expect(Object.keys(readRules(wanted, ruleReader, { known }).rules)).toEqual(Object.keys(old));
    expect(keysOf(wanted)).toContain("ingress tcp 22 from (unknown 1)");
  });

  test("a raw cidr stays one", () => {
    const { problems } = readRules([{ protocol: "tcp", ports: 22, cidr: GROUP }], ruleReader);
    expect(problems[0]).toContain("is not an address");
  });

  test("the name of a group where a network is wanted: the message says what to pass", () => {
    const problems = (rule: object) =>
      readRules([{ protocol: "tcp", ports: 22, ...rule }], ruleReader).problems;
    expect(problems({ peer: "bastion" })).toEqual([
      "rules[0] (ingress tcp 22): bastion is not an address: for a security group, pass the group itself or its id, not its name",
    ]);
    expect(problems({ cidr: "bastion" })).toEqual([
      "rules[0] (ingress tcp 22): bastion is not an address: for a security group, set remoteGroup to the group or its id",
    ]);
    expect(problems({ peer: "10.0.0.300" })[0]).toContain("write it as 10.0.0.0/8");
  });
});
