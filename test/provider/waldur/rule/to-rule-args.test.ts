import fc from "fast-check";
import { readRules, ruleMap } from "../../../../provider/rules/rule-map";
import { ruleKey, toRuleArgs } from "../../../../provider/waldur/rule/fields";
import { ruleReader } from "../../../../provider/waldur/rule/parse";
import { anyRule, rule, tcp } from "../rules";

test("a rule reads as a person would write it", () => {
  expect(toRuleArgs(tcp(443))).toEqual({ protocol: "tcp", ports: 443, cidr: "10.0.0.0/8" });
  expect(toRuleArgs(tcp(8050, "10.0.0.0/8", { toPort: 8060, description: "exporters" }))).toEqual({
    protocol: "tcp",
    ports: "8050-8060",
    cidr: "10.0.0.0/8",
    description: "exporters",
  });
  expect(
    toRuleArgs(rule({ direction: "egress", ethertype: "IPv6", protocol: "", remoteGroup: "self" })),
  ).toEqual({ direction: "egress", ethertype: "IPv6", remoteGroup: "self" });
  expect(toRuleArgs(rule({ protocol: "icmp", fromPort: 8, toPort: 0 }))).toEqual({
    protocol: "icmp",
    icmpType: 8,
    icmpCode: 0,
    cidr: "0.0.0.0/0",
  });
});

test("what is written means the same", () => {
  fc.assert(
    fc.property(fc.uniqueArray(anyRule, { maxLength: 5, selector: ruleKey }), (rules) => {
      const { rules: read, problems } = readRules(rules.map(toRuleArgs), ruleReader);
      expect(problems).toEqual([]);
      expect(read).toEqual(ruleMap(rules, ruleReader));
    }),
  );
});
