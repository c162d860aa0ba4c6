import { serverMessage } from "../../../../provider/waldur/api/failures";

const named = (position: number) => `rule "${"abc"[position] ?? "?"}"`;

test.each<[string, unknown, string]>([
  ["a detail", { detail: "Not found." }, "Not found."],
  ["a field with a list", { name: ["This field may not be blank."] }, "name: This field may not be blank."],
  ["a field with a string", { name: "Default security group." }, "name: Default security group."],
  ["errors of no field", { non_field_errors: ["Name should be unique."] }, "Name should be unique."],
  ["a bare list", ["Duplicate rules.", "Quota."], "Duplicate rules.; Quota."],
  ["a list with an object for each rule", [{}, { cidr: ["bad"] }, {}], 'rule "b": cidr: bad'],
  ["a rule with a string", [{ id: "no such id" }], 'rule "a": id: no such id'],
  [
    "the rules of a create",
    { rules: [{}, { to_port: ["x"], from_port: ["y"] }] },
    'rule "b": to_port: x; rule "b": from_port: y',
  ],
  ["a list in a list", { rules: [["Cannot add rule 4"]] }, 'rule "a": Cannot add rule 4'],
  ["rules that are not a list", { rules: { non_field_errors: ["Expected a list."] } }, "Expected a list."],
  ["several fields", { name: ["a"], rules: [{ protocol: ["b"] }] }, 'name: a; rule "a": protocol: b'],
  [
    "the same of several rules, once",
    [{ protocol: ["b"] }, { protocol: ["b"] }],
    'rule "a", rule "b": protocol: b',
  ],
  ["a page", "<!doctype html><html></html>", "the server answered with a web page"],
  ["a string", "upstream timed out\n", "upstream timed out"],
  ["nothing", "", "no reason given"],
  ["null", null, "no reason given"],
])("%s", (_, body, message) => {
  expect(serverMessage(body, named)).toBe(message);
});

test("rules are counted from 1 where they have no names", () => {
  expect(serverMessage([{}, { cidr: ["bad"] }])).toBe("rule 2: cidr: bad");
});
