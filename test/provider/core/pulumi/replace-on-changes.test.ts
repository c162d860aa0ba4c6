import { replacedOnChange } from "../../../../provider/core/pulumi/replace-on-changes";
import { UNKNOWN } from "../../../../provider/core/rules/unknowns";

const olds = { name: "web", description: "one", rules: { a: {} }, state: "OK", __provider: "old" };
const news = { name: "web", description: "two", rules: { b: {} }, __provider: "new" };

test.each<[paths: string[], fields: string[]]>([
  [[], []],
  [["name"], []],
  [["description"], ["description"]],
  [["rules[0].cidr", 'rules["a"]'], ["rules"]],
  [["*"], ["description", "rules"]],
  [["state"], []],
])("%j", (paths, fields) => {
  expect(replacedOnChange(paths, olds, news)).toEqual(fields);
});

test("what is not known yet counts as changed", () => {
  expect(replacedOnChange(["name"], olds, { ...news, name: UNKNOWN })).toEqual(["name"]);
});
