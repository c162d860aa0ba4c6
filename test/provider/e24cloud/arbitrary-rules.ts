import fc from "fast-check";
import { type RuleMap, ruleMap } from "../../../provider/rules/rule-map";
import type { Rule } from "../../../provider/e24cloud/rule/args";
import { ruleKey } from "../../../provider/e24cloud/rule/fields";

const network = fc.constantFrom(
  undefined,
  "10.0.0.0/8",
  "10.0.0.0/9",
  "10.128.0.0/9",
  "10.1.0.0/16",
  "192.0.2.7/32",
);

const port = fc.integer({ min: 1, max: 5 });
const ports = fc.oneof(
  fc.constant({}),
  fc.tuple(port, port).map(([a, b]) => ({ minPort: Math.min(a, b), maxPort: Math.max(a, b) })),
);
const icmp = fc.constantFrom({}, { icmpType: 8 }, { icmpType: 8, icmpCode: 0 });

const service = fc.oneof(
  { arbitrary: fc.record({ protocol: fc.constantFrom("TCP", "UDP"), ports }), weight: 6 },
  fc.record({ protocol: fc.constant("ICMP"), ports: icmp }),
  fc.record({ protocol: fc.constantFrom(undefined, "GRE"), ports: fc.constant({}) }),
);

/** Rules of a small universe, so that they often overlap. */
export const arbitraryRule: fc.Arbitrary<Rule> = fc
  .record({
    direction: fc.constantFrom("IN" as const, "IN" as const, "OUT" as const),
    service,
    srcAddress: network,
    dstAddress: fc.constantFrom(undefined, undefined, "192.0.2.0/24"),
  })
  .map(({ direction, service: { protocol, ports: range }, srcAddress, dstAddress }) => ({
    direction,
    protocol,
    srcAddress,
    dstAddress,
    ...range,
  }));

export const arbitraryRules = (maxLength: number): fc.Arbitrary<RuleMap<Rule>> =>
  fc.array(arbitraryRule, { maxLength }).map((rules) => ruleMap(rules, { key: ruleKey }));
