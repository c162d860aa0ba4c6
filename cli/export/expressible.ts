import { type InexpressibleRule, findInexpressible } from "../../provider/rules/rule-map";
import { unstorable } from "../../provider/text/printable";
import { ruleReader as e24cloudLanguage } from "../../provider/e24cloud/rule/parse";
import { toRuleArgs as spellE24cloud } from "../../provider/e24cloud/rule/fields";
import { ruleReader as waldurLanguage } from "../../provider/waldur/rule/parse";
import { toRuleArgs as spellWaldur } from "../../provider/waldur/rule/fields";
import type { Group } from "../groups/group";

/** Why no program can say what a group is called; undefined where a program can. */
export function inexpressibleTexts({ name, description }: Group): string | undefined {
  const [text] = unstorable({ name, description });
  return text && `its ${text.path} has ${text.found}, which no program may have`;
}

/** The rules of a group that no program can have. */
export function inexpressibleRulesOf(group: Group): InexpressibleRule[] {
  return group.cloud === "waldur"
    ? findInexpressible(group.rules ?? {}, waldurLanguage, spellWaldur)
    : findInexpressible(group.rules ?? {}, e24cloudLanguage, spellE24cloud);
}
