import fc from "fast-check";
import { ruleKey } from "../../../../provider/e24cloud/rule/fields";
import { parseRuleKey } from "../../../../provider/e24cloud/rule/parse";
import { arbitraryRule } from "../arbitrary-rules";

test.each([
  ["ingress tcp 443 from anywhere", { direction: "IN", protocol: "TCP", minPort: 443, maxPort: 443 }],
  ["egress any to anywhere", { direction: "OUT" }],
  [
    "egress udp 5000-5010 to 10.0.0.0/8 from 192.0.2.7/32",
    {
      direction: "OUT",
      protocol: "UDP",
      minPort: 5000,
      maxPort: 5010,
      srcAddress: "192.0.2.7/32",
      dstAddress: "10.0.0.0/8",
    },
  ],
  [
    "ingress icmp type 8 code 0 from anywhere",
    { direction: "IN", protocol: "ICMP", icmpType: 8, icmpCode: 0 },
  ],
])("%s", (key, rule) => {
  expect(parseRuleKey(key)).toEqual(rule);
});

test("a key contains all of a rule", () => {
  fc.assert(
    fc.property(arbitraryRule, (rule) => {
      expect(parseRuleKey(ruleKey(rule))).toEqual(rule);
    }),
  );
});

test.each(["", "web", "IN TCP 443"])("%j is not a key", (text) => {
  expect(parseRuleKey(text)).toBeUndefined();
});
