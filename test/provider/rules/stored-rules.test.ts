import { shortRules, wholeRules } from "../../../provider/rules/stored-rules";
import { UNKNOWN } from "../../../provider/rules/unknowns";

const ruleOfKey = (key: string) => ({ text: key });

test("state has of a rule what its key does not say", () => {
  const whole = { a: { text: "a", description: "office" }, b: { text: "b" } };
  const short = { a: { description: "office" }, b: {} };
  expect(shortRules(whole)).toEqual(short);
  expect(wholeRules(short, ruleOfKey)).toEqual(whole);
  expect(wholeRules(whole, ruleOfKey)).toEqual(whole);
});

test("a rule that is unknown in part is so as a whole, but for its description", () => {
  expect(shortRules({ a: { text: UNKNOWN }, b: { text: "b", description: UNKNOWN } })).toEqual({
    a: UNKNOWN,
    b: { description: UNKNOWN },
  });
  expect(wholeRules({ a: UNKNOWN }, ruleOfKey)).toEqual({ a: UNKNOWN });
});

test.each([undefined, UNKNOWN, [{ protocol: "tcp" }]].map((rules) => [rules]))(
  "what is no map of rules stays as it is: %j",
  (rules) => {
    expect(shortRules(rules)).toEqual(rules);
    expect(wholeRules(rules, ruleOfKey)).toEqual(rules);
  },
);
