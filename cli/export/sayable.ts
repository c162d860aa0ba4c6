import { readRules } from "../../provider/core/rules/rule-map";
import { unstorable } from "../../provider/core/text/printable";
import { ruleLanguage as e24cloudLanguage } from "../../provider/e24cloud/rule/parse";
import { ruleLanguage as waldurLanguage } from "../../provider/waldur/rule/parse";
import type { Group } from "../groups/group";
import { plainRules } from "./recognise";

/**
 * Why no program can say what a group is: check would refuse it, such as a rule of sctp with ports, which Waldur shows and
 * takes from no one. Undefined where a program can.
 */
export function unsayable(group: Group): string | undefined {
  const { name, description } = group;
  const [text] = unstorable({ name, description });
  if (text !== undefined) return `its ${text.path} has ${text.found}, which no program may have`;
  const keys = Object.keys(group.rules ?? {});
  const said = plainRules(group).map((rule, position) => ({ rule, key: keys[position] ?? "" }));
  for (const { rule, key } of said) {
    const { problems, rules } = readAsWritten(group, rule);
    const [problem = key in rules ? undefined : "it would become another rule"] = problems;
    if (problem !== undefined)
      return `no program can have its rule "${key}": ${problem.replace(/^rules\[0\]( \(.*?\))?: /, "")}`;
  }
  return undefined;
}

function readAsWritten({ cloud }: Group, rule: object): { problems: readonly string[]; rules: object } {
  const { problems, rules } =
    cloud === "waldur" ? readRules([rule], waldurLanguage) : readRules([rule], e24cloudLanguage);
  return { problems, rules: typeof rules === "object" ? rules : {} };
}
