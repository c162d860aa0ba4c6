import fc from "fast-check";
import { readRules } from "../../../../provider/rules/rule-map";
import { ruleReader } from "../../../../provider/e24cloud/rule/parse";
import { toRuleArgs } from "../../../../provider/e24cloud/rule/fields";
import { arbitraryRules } from "../arbitrary-rules";

test("a rule reads as a person would write it", () => {
  expect(
    toRuleArgs({ direction: "IN", protocol: "TCP", srcAddress: "10.0.0.0/8", minPort: 22, maxPort: 22 }),
  ).toEqual({ protocol: "TCP", srcAddress: "10.0.0.0/8", ports: 22 });
  expect(toRuleArgs({ direction: "OUT", protocol: "UDP", minPort: 67, maxPort: 68 })).toEqual({
    direction: "OUT",
    dstAddress: "0.0.0.0/0",
    protocol: "UDP",
    ports: "67-68",
  });
});

test("what is written means the same", () => {
  fc.assert(
    fc.property(arbitraryRules(5), (rules) => {
      const { rules: read, problems } = readRules(Object.values(rules).map(toRuleArgs), ruleReader);
      expect(problems).toEqual([]);
      expect(read).toEqual(rules);
    }),
  );
});
