import { shortRules, wholeRules } from "../../../provider/rules/stored-rules";
import { ruleKey } from "../../../provider/waldur/rule/key";
import { parseRuleKey } from "../../../provider/waldur/rule/parse-key";
import { UNKNOWN } from "../../../provider/rules/unknowns";

const ruleOfKey = (key: string) => ({ text: key });

test("state has of a rule what its key does not say", () => {
  const whole = { a: { text: "a", description: "office" }, b: { text: "b" } };
  const short = { a: { description: "office" }, b: {} };
  expect(shortRules(whole, ruleOfKey)).toEqual(short);
  expect(wholeRules(short, ruleOfKey)).toEqual(whole);
  expect(wholeRules(whole, ruleOfKey)).toEqual(whole);
});

test("state has each field that the text of a key does not hold", () => {
  const whole = { a: { text: "a", logging: true }, b: { text: "b c" } };
  const short = { a: { logging: true }, b: { text: "b c" } };
  expect(shortRules(whole, ruleOfKey)).toEqual(short);
  expect(wholeRules(short, ruleOfKey)).toEqual(whole);
});

test("a rule whose protocol reads like a port comes back from state", () => {
  const odd = { direction: "ingress", ethertype: "IPv4", protocol: "weird 5", cidr: "10.0.0.0/8" } as const;
  const rules = { [ruleKey(odd)]: odd };
  expect(wholeRules(shortRules(rules, parseRuleKey), parseRuleKey)).toEqual(rules);
});

test("a rule that is unknown in part is so as a whole, but for its description", () => {
  expect(shortRules({ a: { text: UNKNOWN }, b: { text: "b", description: UNKNOWN } }, ruleOfKey)).toEqual({
    a: UNKNOWN,
    b: { description: UNKNOWN },
  });
  expect(wholeRules({ a: UNKNOWN }, ruleOfKey)).toEqual({ a: UNKNOWN });
});

test.each([undefined, UNKNOWN, [{ protocol: "tcp" }]].map((rules) => [rules]))(
  "what is not a map of rules stays as it is: %j",
  (rules) => {
    expect(shortRules(rules, ruleOfKey)).toEqual(rules);
    expect(wholeRules(rules, ruleOfKey)).toEqual(rules);
  },
);
