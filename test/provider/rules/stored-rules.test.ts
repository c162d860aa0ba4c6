import { shortRules, wholeRules } from "../../../provider/rules/codec";
import { ruleKey, codec } from "../../../provider/waldur/rule/fields";
import { parseRuleKey } from "../../../provider/waldur/rule/parse";
import { UNKNOWN } from "../../../provider/rules/rule-map";

const format = { parseKey: (key: string) => ({ text: key }), isInKey: (field: string) => field === "text" };
const { parseKey } = format;

test("state has of a rule what its key does not say", () => {
  const whole = { a: { text: "a", description: "office" }, b: { text: "b" } };
  const short = { a: { description: "office" }, b: {} };
  expect(shortRules(whole, format)).toEqual(short);
  expect(wholeRules(short, parseKey)).toEqual(whole);
  expect(wholeRules(whole, parseKey)).toEqual(whole);
});

test("state has each field that the text of a key does not hold", () => {
  const whole = { a: { text: "a", logging: true }, b: { text: "b c" } };
  const short = { a: { logging: true }, b: { text: "b c" } };
  expect(shortRules(whole, format)).toEqual(short);
  expect(wholeRules(short, parseKey)).toEqual(whole);
});

test("a rule whose protocol reads like a port comes back from state", () => {
  const odd = { direction: "ingress", ethertype: "IPv4", protocol: "weird 5", cidr: "10.0.0.0/8" } as const;
  const rules = { [ruleKey(odd)]: odd };
  expect(wholeRules(shortRules(rules, codec), parseRuleKey)).toEqual(rules);
});

test("a rule that is unknown in part is so as a whole, but for its description", () => {
  expect(shortRules({ a: { text: UNKNOWN }, b: { text: "b", description: UNKNOWN } }, format)).toEqual({
    a: UNKNOWN,
    b: { description: UNKNOWN },
  });
  expect(wholeRules({ a: UNKNOWN }, parseKey)).toEqual({ a: UNKNOWN });
});

test.each([undefined, UNKNOWN, [{ protocol: "tcp" }]].map((rules) => [rules]))(
  "what is not a map of rules stays as it is: %j",
  (rules) => {
    expect(shortRules(rules, format)).toEqual(rules);
    expect(wholeRules(rules, parseKey)).toEqual(rules);
  },
);
