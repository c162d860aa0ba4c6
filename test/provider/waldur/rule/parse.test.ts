import fc from "fast-check";
import { readRules, UNKNOWN } from "../../../../provider/rules/rule-map";
import type { Rule } from "../../../../provider/waldur/rule/args";
import { ruleReader, ruleReaderOf } from "../../../../provider/waldur/rule/parse";
import { anyRule } from "../rules";

const GROUP = "1f0c2b3a-4d5e-6f70-8192-a3b4c5d6e7f8";
const HEX = GROUP.replaceAll("-", "");

const keys = (...rules: unknown[]) => Object.keys(readRules(rules, ruleReader).rules);
const problems = (...rules: unknown[]) => readRules(rules, ruleReader).problems;

describe("what means the same has the same key", () => {
  test.each<[string, ...unknown[]]>([
    [
      "ingress IPv4 any from 0.0.0.0/0",
      {},
      { cidr: "0.0.0.0/0", protocol: "any" },
      { ethertype: "IPv4", cidr: "anywhere" },
      { fromPort: -1, toPort: -1, protocol: "" },
    ],
    [
      "ingress IPv4 tcp 443 from 0.0.0.0/0",
      { protocol: "tcp", ports: 443 },
      { protocol: "TCP", ports: "443" },
      { protocol: 6, fromPort: 443, toPort: 443 },
      { protocol: "6", ports: "443-443", direction: "INGRESS" },
    ],
    [
      "ingress IPv4 tcp 9100-9104 from 10.0.0.0/8",
      { protocol: "tcp", ports: "9100-9104", cidr: "10.0.0.7/8" },
      { protocol: "tcp", fromPort: 9100, toPort: "9104", cidrs: ["10.0.0.0/8"] },
    ],
    [
      "ingress IPv4 tcp from 10.0.0.0/8",
      { protocol: "tcp", cidr: "10.0.0.0/8" },
      { protocol: "tcp", fromPort: -1, toPort: -1, cidr: "10.0.0.0/8" },
    ],
    [
      "egress IPv6 any to ::/0",
      { direction: "egress", ethertype: "IPv6" },
      { direction: "egress", cidr: "::/0" },
      { direction: "egress", cidr: "0:0::0/0" },
    ],
    [
      "ingress IPv6 udp 53 from 2001:db8::/32",
      { protocol: "udp", ports: 53, cidr: "2001:0DB8:0::/32" },
      { protocol: "17", ports: 53, cidr: "2001:db8::1/32", ethertype: "ipv6" },
    ],
    [
      "ingress IPv4 tcp 22 from 10.0.0.7/32",
      { protocol: "tcp", ports: 22, cidr: "10.0.0.7" },
      { protocol: "tcp", ports: 22, peer: "10.0.0.7/32" },
    ],
    [
      "ingress IPv4 icmp type 8 code 0 from 10.0.0.0/8",
      { protocol: "icmp", icmpType: 8, icmpCode: 0, cidr: "10.0.0.0/8" },
      { protocol: "icmp", icmpType: "echo-request", icmpCode: 0, cidr: "10.0.0.0/8" },
      { protocol: 1, fromPort: 8, toPort: 0, cidr: "10.0.0.0/8" },
    ],
    [
      "ingress IPv4 icmp type 3 from 0.0.0.0/0",
      { protocol: "icmp", icmpType: 3 },
      { protocol: "icmp", fromPort: 3, toPort: -1 },
    ],
    [
      "ingress IPv6 icmp from ::/0",
      { protocol: "icmp", cidr: "::/0" },
      { protocol: "ipv6-icmp" },
      { protocol: "icmpv6", ethertype: "IPv6" },
      { protocol: 58, cidr: "::/0" },
    ],
    ["ingress IPv4 sctp from 0.0.0.0/0", { protocol: "sctp" }, { protocol: 132 }, { protocol: "132" }],
    ["ingress IPv4 protocol 200 from 0.0.0.0/0", { protocol: 200 }],
    [
      `ingress IPv4 tcp 22 from group ${HEX}`,
      { protocol: "tcp", ports: 22, remoteGroup: GROUP },
      {
        protocol: "tcp",
        ports: 22,
        remoteGroup: `https://waldur.example.com/api/openstack-security-groups/${HEX}/`,
      },
      { protocol: "tcp", ports: 22, remoteGroup: HEX.toUpperCase(), cidr: "" },
    ],
    ["ingress IPv6 any from this group", { remoteGroup: "self", ethertype: "IPv6" }],
  ])("%s", (key, ...spellings) => {
    for (const spelling of spellings) expect([spelling, ...keys(spelling)]).toEqual([spelling, key]);
    expect(keys(...spellings)).toEqual([key]);
  });
});

test("cidrs make one rule each, of the address's family", () => {
  expect(keys({ protocol: "tcp", ports: 22, cidrs: ["10.0.0.0/8", "2001:db8::/32"] })).toEqual([
    "ingress IPv4 tcp 22 from 10.0.0.0/8",
    "ingress IPv6 tcp 22 from 2001:db8::/32",
  ]);
  expect(keys({ protocol: "tcp", ports: 22, cidrs: [] })).toEqual([]);
});

test("anywhere is both families where the rule names none", () => {
  const families = ["ingress IPv4 icmp type 8 from 0.0.0.0/0", "ingress IPv6 icmp type 128 from ::/0"];
  for (const peer of [{ cidr: "anywhere" }, { cidrs: ["anywhere"] }, { peer: "Anywhere" }]) {
    expect(keys({ protocol: "icmp", icmpType: "echo-request", ...peer })).toEqual(families);
  }
});

test("a known group's own id is self", () => {
  const rule = { protocol: "tcp", ports: 22, remoteGroup: GROUP };
  expect(Object.keys(readRules([rule], ruleReaderOf(HEX)).rules)).toEqual([
    "ingress IPv4 tcp 22 from this group",
  ]);
});

describe("refused, with the rule named and the remedy", () => {
  test.each<[unknown, string]>([
    [
      { protocol: "tcp", ports: 22, cidr: "10.0.0.7/" },
      "(ingress tcp 22): 10.0.0.7/ has a mask that is not a number: write 10.0.0.7/32",
    ],
    [{ protocol: "tcp", ports: "443-80" }, '(ingress IPv4 tcp): ports 443-80 are reversed: write "80-443"'],
    [
      { protocol: "tcp", fromPort: 80, toPort: 22 },
      '(ingress IPv4 tcp): ports 80-22 are reversed: write "22-80"',
    ],
    [
      { protocol: "tcp", fromPort: -1, toPort: 80 },
      "fromPort and toPort come together: write ports: 22 for a single one",
    ],
    [{ protocol: "tcp", fromPort: 80, toPort: -1 }, "fromPort and toPort come together"],
    [{ protocol: "tcp", fromPort: 80 }, "fromPort and toPort come together"],
    [{ protocol: "udp", ports: 0 }, "port 0 is out of range: ports go from 1 to 65535"],
    [{ protocol: "tcp", fromPort: 22.5, toPort: 22.5 }, "is not a port or a range"],
    [{ protocol: "tcp", ports: 443, fromPort: 443, toPort: 443 }, "set only ports, or fromPort and toPort"],
    [{ protocol: "tpc", ports: 22 }, 'protocol "tpc" is unknown: did you mean tcp?'],
    [{ protocol: "quux" }, 'protocol "quux" is unknown: write one of'],
    [{ protocol: {} }, "(ingress IPv4 {}): protocol {} is unknown"],
    [{ colour: "red" }, "a rule has no field colour: it has direction, ethertype"],
    [{ protocol: 256 }, "protocol 256 is unknown"],
    [{ ports: 22 }, 'ports needs a protocol: write protocol: "tcp" or protocol: "udp"'],
    [
      { protocol: "sctp", ports: 7 },
      "ports is taken by Waldur with tcp and udp only: leave it out, which allows all ports of sctp",
    ],
    [{ protocol: "esp", ports: 7 }, "ports does not go with esp, which has no ports: leave it out"],
    [{ protocol: "icmp", ports: 7 }, "ICMP has no ports: write icmpType and icmpCode"],
    [{ protocol: "icmp", icmpType: 256 }, "ICMP type 256 is out of range: it goes from 0 to 255, -1 is any"],
    [{ protocol: "icmp", icmpCode: 0 }, "an ICMP code needs a type: write icmpType too"],
    [{ protocol: "tcp", icmpType: 8 }, 'icmpType and icmpCode go with ICMP only: write protocol: "icmp"'],
    [
      { protocol: "icmp", icmpType: 8, fromPort: 8, toPort: 0 },
      "icmpType and icmpCode cannot be combined with ports",
    ],
    [
      { cidr: "2001:db8::/32", ethertype: "IPv4" },
      '2001:db8::/32 is not an IPv4 address: write ethertype: "IPv6"',
    ],
    [
      { protocol: "ipv6-icmp", cidr: "10.0.0.0/8" },
      '10.0.0.0/8 is not an IPv6 address, and ICMPv6 goes with IPv6 addresses only: write protocol: "icmp" for IPv4',
    ],
    [
      { protocol: 58, cidr: "0.0.0.0/0" },
      'ICMPv6 goes with IPv6 addresses only: write protocol: "icmp" for IPv4',
    ],
    [
      { protocol: 43, ethertype: "IPv4" },
      "ipv6-route goes with IPv6 addresses only, so OpenStack refuses it",
    ],
    [{ protocol: "l2tp" }, 'L2TP goes over UDP: write protocol: "udp", ports: 1701'],
    [{ protocol: "ipencap" }, "did you mean ipip?"],
    [{ protocol: "all" }, 'protocol "all" is unknown: write protocol: "", or leave it out, for any'],
    [{ protocol: "constructor" }, 'protocol "constructor" is unknown: write one of'],
    ...["0-65535", "all", "*", "any", -1].map((ports): [unknown, string] => [
      { protocol: "tcp", ports },
      "stand for all: leave the ports out",
    ]),
    [{ protocol: "tcp", fromPort: 0, toPort: 65535 }, '"0-65535" stand for all: leave the ports out'],
    [{ protocol: "any", ports: "*" }, "ports stands for all: leave it out"],
    [{ cidr: "2001:db8::1/ 64" }, "write 2001:db8::1/64"],
    [{ cidr: "2001:db8::/032" }, "write 2001:db8::/32"],
    ...(
      [
        ["port_range_min", "did you mean fromPort"],
        ["remote_ip_prefix", "did you mean cidr?"],
        ["from_port", "did you mean fromPort?"],
        ["cidr_blocks", "did you mean cidrs?"],
        ["ipv6CidrBlocks", "did you mean cidrs?"],
        ["sourceRanges", "did you mean cidrs?"],
        ["sourceIps", "did you mean cidrs?"],
        ["self", 'write remoteGroup: "self"'],
        ["constructor", "a rule has no field constructor: it has"],
      ] as const
    ).map(([field, hint]): [unknown, string] => [{ [field]: 1 }, hint]),
    [JSON.parse('{"__proto__": 1}'), "a rule has no field __proto__: it has"],
    [
      { protocol: "ipv6-icmp", ethertype: "IPv4" },
      'ICMPv6 goes with IPv6 addresses only: write protocol: "icmp" for IPv4',
    ],
    [{ cidr: "10.0.0.0/8", remoteGroup: GROUP }, "set only one of cidr, cidrs, remoteGroup and peer"],
    [{ cidr: "10.0.0.0/8", cidrs: ["10.0.0.0/8"] }, "set only one of cidr, cidrs, remoteGroup and peer"],
    [
      { remoteGroup: "web" },
      'remoteGroup "web" is not a security group: write the group itself, its uuid, its URL or "self"',
    ],
    [{ direction: "in" }, 'direction "in" is unknown: did you mean ingress?'],
    [{ ethertype: "IPv5" }, 'ethertype "IPv5" is unknown: write IPv4 or IPv6'],
    [{ description: "d".repeat(256) }, "description has 256 characters: 255 are the most"],
    [{ port: 22 }, "a rule has no field port: did you mean ports?"],
  ])("%j", (rule, problem) => {
    const [first, ...others] = problems({}, rule);
    expect(first).toContain("rules[1] (");
    expect(first).toContain(problem);
    expect(others).toEqual([]);
  });

  test("secret rules give no address away", () => {
    const rules = [
      { protocol: "tcp", ports: 22, cidr: "203.0.113.7/99" },
      { cidr: "203.0.113.7/32", ethertype: "IPv6" },
    ];
    const { problems: said } = readRules(rules, ruleReader, { secret: true });
    expect(said).toEqual([
      "rules[0] (ingress tcp 22): a CIDR is wrong: mask too long",
      'rules[1] (ingress IPv6 any): a CIDR is not an IPv6 address: write ethertype: "IPv4"',
    ]);
  });
});

describe("unknown parts", () => {
  test.each<[Record<string, unknown>, string]>([
    [{ protocol: "tcp", ports: 22, cidr: UNKNOWN }, "ingress tcp 22 from (unknown 1)"],
    [{ protocol: "tcp", ports: 22, cidrs: UNKNOWN }, "ingress tcp 22 from (unknown 1)"],
    [
      { protocol: "tcp", ports: 22, ethertype: "IPv4", cidr: UNKNOWN },
      "ingress IPv4 tcp 22 from (unknown 1)",
    ],
    [{ protocol: "tcp", ports: 22, remoteGroup: UNKNOWN }, "ingress IPv4 tcp 22 from group (unknown 1)"],
    [{ protocol: "tcp", ports: UNKNOWN }, "ingress IPv4 tcp (unknown 1) from 0.0.0.0/0"],
    [{ protocol: UNKNOWN, ports: 22 }, "ingress IPv4 (unknown 1) 22 from 0.0.0.0/0"],
    [{ protocol: "icmp", icmpType: UNKNOWN, cidr: "::/0" }, "ingress IPv6 icmp (unknown 1) from ::/0"],
    [{ direction: UNKNOWN }, "(unknown 1) IPv4 any from 0.0.0.0/0"],
  ])("%j", (rule, key) => {
    expect(problems(rule)).toEqual([]);
    expect(keys(rule)).toEqual([key]);
  });
});

test("a canonical rule, written as a rule, is itself", () => {
  fc.assert(
    fc.property(anyRule, (rule: Rule) => {
      const { rules, problems: said } = readRules([rule], ruleReader);
      expect(said).toEqual([]);
      expect(Object.values(rules)).toEqual([rule]);
      // The same through state.
      expect(readRules(rules, ruleReader).rules).toEqual(rules);
    }),
  );
});
