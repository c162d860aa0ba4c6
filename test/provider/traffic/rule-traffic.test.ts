import { lintRules } from "../../../provider/traffic/lint";
import { isKnown, possibly, surely } from "../../../provider/traffic/explain";
import { formatTraffic } from "../../../provider/traffic/format";
import { ruleKey as e24cloudKey } from "../../../provider/e24cloud/rule/fields";
import type { Rule as E24cloudRule } from "../../../provider/e24cloud/rule/args";
import { knownTraffic as e24cloudTraffic } from "../../../provider/e24cloud/rule/traffic";
import { ruleKey } from "../../../provider/waldur/rule/fields";
import type { Rule } from "../../../provider/waldur/rule/args";
import { knownTraffic } from "../../../provider/waldur/rule/traffic";

const tcp22 = { direction: "IN", protocol: "TCP", minPort: 22, maxPort: 22 } as const;
const anyOf = (protocol: string) => ({ direction: "IN", protocol }) as const;

const redundantIn = (...rules: E24cloudRule[]) =>
  lintRules(rules.map((rule) => ({ key: e24cloudKey(rule), ...e24cloudTraffic(rule) })))
    .filter(({ kind }) => kind === "shadowed")
    .map(({ key }) => key);

test("a rule with unknown values may allow everything of its direction, and allows nothing for certain", () => {
  for (const rule of [e24cloudTraffic(anyOf("ALL")), e24cloudTraffic({ ...tcp22, srcAddress: "office" })]) {
    expect(isKnown(rule)).toBe(false);
    expect(surely([rule])).toEqual([]);
    expect(formatTraffic(possibly([rule]))).toEqual(["any from anywhere"]);
  }
  const all: Rule = { direction: "egress", ethertype: "IPv4", protocol: "all", cidr: "10.0.0.0/8" };
  expect(isKnown(knownTraffic(all))).toBe(false);
  expect(formatTraffic(possibly([knownTraffic(all)]))).toEqual(["egress any to anywhere"]);
});

test("no rule is redundant because of one with unknown values, and that one never is", () => {
  expect(redundantIn(anyOf("ALL"), tcp22)).toEqual([]);
  expect(redundantIn({ direction: "IN" }, anyOf("ALL"))).toEqual([]);
  const waldur: Rule[] = [
    { direction: "ingress", ethertype: "IPv4", protocol: "all", cidr: "0.0.0.0/0" },
    {
      direction: "ingress",
      ethertype: "IPv4",
      protocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidr: "0.0.0.0/0",
    },
  ];
  const found = lintRules(waldur.map((rule) => ({ key: ruleKey(rule), ...knownTraffic(rule) })));
  expect(found.map(({ kind, key }) => [kind, key])).toEqual([
    ["unknown-rule", "ingress IPv4 all from 0.0.0.0/0"],
  ]);
});

test("at e24cloud any address is IPv4 for certain and may be IPv6 too", () => {
  const any = e24cloudTraffic(tcp22);
  expect(isKnown(any)).toBe(true);
  expect(formatTraffic(surely([any]))).toEqual(["tcp 22 from 0.0.0.0/0"]);
  expect(formatTraffic(possibly([any]))).toEqual(["tcp 22 from anywhere"]);
  expect(redundantIn(tcp22, { ...tcp22, srcAddress: "::/0" })).toEqual([]);
  expect(redundantIn(tcp22, { ...tcp22, srcAddress: "10.0.0.0/8" })).toHaveLength(1);
  expect(redundantIn({ direction: "IN" }, tcp22)).toEqual(["ingress tcp 22 from anywhere"]);
  // If it admits IPv6, the halves do not allow all that it does.
  const halves = ["0.0.0.0/1", "128.0.0.0/1"].map((srcAddress) => ({ ...tcp22, srcAddress }));
  expect(redundantIn(...halves, tcp22)).toEqual(halves.map(e24cloudKey));
  expect(redundantIn(...halves, tcp22, { ...tcp22, srcAddress: "::/0" })).not.toContain(
    "ingress tcp 22 from ::/0",
  );
});

test("at Waldur each family has rules of its own", () => {
  const any: Rule = { direction: "ingress", ethertype: "IPv4", protocol: "tcp", cidr: "0.0.0.0/0" };
  expect(formatTraffic(possibly([knownTraffic(any)]))).toEqual(["tcp from 0.0.0.0/0"]);
  expect(formatTraffic(possibly([knownTraffic({ ...any, ethertype: "IPv6", cidr: "::/0" })]))).toEqual([
    "tcp from ::/0",
  ]);
});
