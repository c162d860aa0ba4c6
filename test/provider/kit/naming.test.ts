import { isRandom, nameFrom, nameFor } from "../../../provider/kit/program-context";
import { UNKNOWN } from "../../../provider/rules/rule-map";

const urn = "urn:pulumi:dev::shop::app:index:Shop$pulumi-nodejs:dynamic/waldur:SecurityGroup::web";

test.each([
  ["${name}-dev", /^web-dev$/, false],
  ["${name}-${hex(7)}", /^web-[0-9a-f]{7}$/, true],
  ["${alphanum(4)}.${string(3)}.${num(2)}", /^[a-z0-9]{4}\.[a-z]{3}\.\d{2}$/, true],
  ["${name}${uuid}", /^web[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, true],
])("the pattern %s", (pattern, name, random) => {
  expect(nameFrom(pattern, "web")).toMatch(name);
  expect(isRandom({ pattern })).toBe(random);
});

test.each([
  ["the program's own", { name: "given" }, { name: "old" }, {}, "given"],
  ["one that is not known yet", { name: UNKNOWN }, {}, {}, UNKNOWN],
  ["the old one", {}, { name: "old" }, { autonaming: { pattern: "new-${name}" } }, "old"],
  ["the resource's own", {}, {}, {}, "web"],
  ["what the pattern makes", {}, {}, { autonaming: { pattern: "dev-${name}" } }, "dev-web"],
  ["the resource's own, verbatim", {}, {}, { autonaming: { mode: "verbatim" as const } }, "web"],
  ["by a pattern that an adoption finds again", { adopt: true }, {}, { autonaming: { pattern: "x" } }, "x"],
])("the name is %s", (_title, given, olds, program, name) => {
  expect(nameFor(olds, given, { urn, ...program })).toEqual({ name, problems: [] });
});

test.each([
  [{}, { urn, autonaming: { mode: "disabled" as const } }, /every group needs a name: set name/],
  [{ adopt: true }, { urn, autonaming: { pattern: "${hex(4)}" } }, /set name, or set adopt to the id/],
  [{}, {}, /name is missing/],
])("%j is refused", (given, program, says) => {
  expect(nameFor({}, given, program).problems.join()).toMatch(says);
});
