import fc from "fast-check";
import { ruleKey } from "../../../../provider/waldur/rule/fields";
import { parseRuleKey } from "../../../../provider/waldur/rule/parse";
import { anyRule, rule } from "../rules";

test.each([
  ["ingress IPv4 tcp 443 from 0.0.0.0/0", rule({ fromPort: 443, toPort: 443 })],
  [
    "egress IPv6 any to this group",
    rule({ direction: "egress", ethertype: "IPv6", protocol: "", remoteGroup: "self" }),
  ],
  ["ingress IPv4 protocol 200 from 0.0.0.0/0", rule({ protocol: "200" })],
  ["ingress IPv4 icmp type 8 from 0.0.0.0/0", rule({ protocol: "icmp", fromPort: 8 })],
])("%s", (key, meant) => {
  expect(parseRuleKey(key)).toEqual(meant);
});

test("a key contains all of a rule but its description", () => {
  fc.assert(
    fc.property(anyRule, (one) => {
      expect(parseRuleKey(ruleKey(one))).toEqual({ ...one, description: undefined });
    }),
  );
});

test.each(["", "web", "ingress tcp 443 from 0.0.0.0/0", "ingress IPv4 tcp 443"])(
  "%j is not a key",
  (text) => {
    expect(parseRuleKey(text)).toBeUndefined();
  },
);
