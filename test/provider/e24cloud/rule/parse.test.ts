import { readRules, ruleMap, UNKNOWN } from "../../../../provider/rules/rule-map";
import { ruleKey } from "../../../../provider/e24cloud/rule/fields";
import { ruleReader } from "../../../../provider/e24cloud/rule/parse";
import type { Rule } from "../../../../provider/e24cloud/rule/args";

const read = (...rules: unknown[]) => readRules(rules, ruleReader);
const keysOf = (...rules: unknown[]) => Object.keys(read(...rules).rules);

test.each([
  [{ protocol: "tcp", ports: 443 }, ["ingress tcp 443 from anywhere"]],
  [{ direction: "in", protocol: "TCP", minPort: 443, maxPort: 443 }, ["ingress tcp 443 from anywhere"]],
  [{ protocol: "Tcp", minPort: 443 }, ["ingress tcp 443 from anywhere"]],
  [{ protocol: "sctp", ports: "9100-9104" }, ["ingress sctp 9100-9104 from anywhere"]],
  [{ direction: "OUT" }, ["egress any to anywhere"]],
  [
    { protocol: "tcp", ports: 22, srcAddress: "203.0.113.9/24", dstAddress: "10.0.0.7" },
    ["ingress tcp 22 from 203.0.113.0/24 to 10.0.0.7/32"],
  ],
  [
    { direction: "out", srcAddress: "10.0.0.7", protocol: "gre" },
    ["egress gre to anywhere from 10.0.0.7/32"],
  ],
  [{ protocol: "icmp", icmpType: 8, icmpCode: 0 }, ["ingress icmp type 8 code 0 from anywhere"]],
  [{ protocol: "icmp", icmpType: "8" }, ["ingress icmp type 8 from anywhere"]],
  [{ srcAddress: "0.0.0.0/0" }, ["ingress any from anywhere"]],
  [{ srcAddress: "2001:DB8::/32", protocol: "esp" }, ["ingress esp from 2001:db8::/32"]],
  [
    { protocol: "udp", ports: 53, cidrs: ["198.51.100.0/24", "192.0.2.1"] },
    ["ingress udp 53 from 192.0.2.1/32", "ingress udp 53 from 198.51.100.0/24"],
  ],
  [
    { direction: "OUT", protocol: "udp", ports: 53, cidrs: ["192.0.2.1"], srcAddress: "10.0.0.0/8" },
    ["egress udp 53 to 192.0.2.1/32 from 10.0.0.0/8"],
  ],
  [{ cidrs: [] }, []],
  [{ srcAddress: "anywhere", direction: "IN" }, ["ingress any from anywhere"]],
  [{ cidrs: ["anywhere"], dstAddress: "anywhere" }, ["ingress any from anywhere"]],
])("%j is %j", (rule, keys) => {
  expect(read(rule).problems).toEqual([]);
  expect(keysOf(rule)).toEqual(keys);
});

test.each([
  [{ protocol: "tcpp" }, /^rules\[0\].*protocol "tcpp" is unknown: did you mean TCP\?/],
  [{ direction: "sideways" }, /direction "sideways" is unknown: write IN or OUT/],
  [{ protocol: "tcp", ports: "90-80" }, /reversed: write "80-90"/],
  [{ protocol: "tcp", minPort: 90, maxPort: 80 }, /reversed/],
  [{ protocol: "tcp", ports: 70000 }, /out of range/],
  [{ protocol: "tcp", minPort: {}, maxPort: 443 }, /ports \{\} is not a port or a range/],
  [{ protocol: "tcp", ports: 80, minPort: 80 }, /both ports and minPort or maxPort/],
  [{ ports: 80 }, /ports without a protocol: ports go with TCP, UDP, SCTP/],
  [{ protocol: "esp", ports: 80 }, /ports with protocol ESP/],
  [{ protocol: "tcp", icmpType: 8 }, /ICMP type or code with TCP: write protocol: "ICMP"/],
  [{ icmpType: 8 }, /with no protocol/],
  [{ protocol: "icmp", icmpCode: 0 }, /code without a type/],
  [{ protocol: "icmp", icmpType: 256 }, /out of range: write a number from 0 to 255/],
  [{ srcAddress: "10.0.0.300" }, /10\.0\.0\.300 is not an address/],
  [{ srcAddress: "10/8" }, /not an address: write it as/],
  [
    { srcAddress: "bastion" },
    /bastion is not an address: e24cloud's rules name no groups, so write the addresses of its servers as cidrs$/,
  ],
  [{ cidrs: ["10.0.0.0/33"] }, /mask longer/],
  [{ cidrs: "10.0.0.0/8" }, /cidrs must be an array/],
  [{ cidrs: ["10.0.0.0/8"], srcAddress: "10.0.0.0/8" }, /both cidrs and srcAddress/],
  [{ srcAddress: "10.0.0.1", dstAddress: "2001:db8::1" }, /IPv4 and an IPv6 address/],
  [{ port: 80 }, /a rule has no field port/],
  ...["-1", "all", "any", "*", -1].map((protocol): [unknown, RegExp] => [
    { protocol },
    /unknown: leave it out for any/,
  ]),
  [{ protocol: "tcp", minPort: -1 }, /"-1--1" stand for all: leave the ports out/],
  [{ protocol: "l2tp" }, /L2TP goes over UDP/],
  [{ self: true }, /a rule has no field self: e24cloud's rules name no groups/],
  [{ cidr_blocks: [] }, /did you mean cidrs\?/],
  [{ src_address: "" }, /did you mean srcAddress\?/],
  [{ remote_ip_prefix: "" }, /did you mean srcAddress, or dstAddress/],
  [{ constructor: 1 }, /a rule has no field constructor: it has/],
  ["allow all", /is not a rule/],
])("%j is refused", (rule, problem) => {
  expect(read(rule).problems.join()).toMatch(problem);
});

test("what is not a protocol is shortened", () => {
  const [problem = ""] = read({ protocol: "x".repeat(5000) }).problems;
  expect(problem).toMatch(/^rules\[0\] \(ingress x+…\): protocol "x+… is unknown/);
  expect(problem.length).toBeLessThan(300);
});

test("a problem names the rule by position and by what can be read of it", () => {
  const { problems } = read({}, { protocol: "udp", ports: 53, srcAddress: "nowhere" });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^rules\[1\] \(ingress udp 53\): nowhere is not an address/);
});

test("a problem with a secret address does not say it", () => {
  const { problems } = readRules([{ srcAddress: "198.51.100.777" }], ruleReader, { secret: true });
  expect(problems.join()).toMatch(/secret address that is wrong: not an address/);
  expect(problems.join()).not.toContain("198.51");
});

test("an unknown part shows as such in the key, and only in the key", () => {
  const { rules } = read(
    { protocol: "tcp", ports: 22, srcAddress: UNKNOWN },
    { protocol: "tcp", ports: UNKNOWN },
  );
  expect(Object.keys(rules)).toEqual([
    "ingress tcp (unknown 1) from anywhere",
    "ingress tcp 22 from (unknown 1)",
  ]);
  expect(JSON.stringify(Object.keys(rules))).not.toContain(UNKNOWN);
});

test("a partly unknown rule takes the key of the one known rule that it can be", () => {
  const rule: Rule = {
    direction: "IN",
    protocol: "TCP",
    minPort: 22,
    maxPort: 22,
    srcAddress: "192.0.2.0/24",
  };
  const known = ruleMap([rule], { key: ruleKey });
  const { rules } = readRules([{ protocol: "tcp", ports: 22, cidrs: [UNKNOWN] }], ruleReader, { known });
  expect(Object.keys(rules)).toEqual(["ingress tcp 22 from 192.0.2.0/24"]);
});

test("the map of an earlier check is read as well", () => {
  const { rules } = read({ protocol: "tcp", ports: 443 }, { direction: "out" });
  expect(readRules(rules, ruleReader).rules).toEqual(rules);
});
