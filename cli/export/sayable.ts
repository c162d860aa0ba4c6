import { type UnsayableRule, unsayableRules } from "../../provider/rules/unsayable";
import { unstorable } from "../../provider/text/printable";
import { ruleLanguage as e24cloudLanguage } from "../../provider/e24cloud/rule/parse";
import { spellRule as spellE24cloud } from "../../provider/e24cloud/rule/codec";
import { ruleLanguage as waldurLanguage } from "../../provider/waldur/rule/parse";
import { spellRule as spellWaldur } from "../../provider/waldur/rule/codec";
import type { Group } from "../groups/group";

/** Why no program can say what a group is called; undefined where a program can. */
export function unsayableTexts({ name, description }: Group): string | undefined {
  const [text] = unstorable({ name, description });
  return text && `its ${text.path} has ${text.found}, which no program may have`;
}

/** The rules of a group that no program can have. */
export function unsayableRulesOf(group: Group): UnsayableRule[] {
  return group.cloud === "waldur"
    ? unsayableRules(group.rules ?? {}, waldurLanguage, spellWaldur)
    : unsayableRules(group.rules ?? {}, e24cloudLanguage, spellE24cloud);
}
