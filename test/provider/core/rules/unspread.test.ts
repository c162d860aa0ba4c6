import { readRules } from "../../../../provider/core/rules/rule-map";
import { ruleLanguage as e24cloudRules } from "../../../../provider/e24cloud/rule/parse";
import { ruleLanguage as waldurRules } from "../../../../provider/waldur/rule/parse";
import { rulesProps } from "../../../../provider/waldur/security-group/rules-args";
import * as e24cloud from "../../../../provider/e24cloud";
import * as waldur from "../../../../provider/waldur";

const spread =
  "rules[0]: is a list of rules, as presets return: spread it, ...allow.https() instead of allow.https()";

test("a preset that was not spread is told so", () => {
  const { rules } = rulesProps("web", [waldur.allow.https() as never]) as { rules: unknown };
  expect(readRules(rules, waldurRules).problems).toEqual([spread]);
  expect(readRules([e24cloud.allow.https()], e24cloudRules).problems).toEqual([spread]);
});
