import { lintNotes } from "../../core/pulumi/lint-notes";
import { readRules, type RuleLanguage, storedRules } from "../../core/rules/rule-map";
import { containsUnknown } from "../../core/rules/unknowns";
import type { Checked, Props } from "./check-fields";
import { judgeRules } from "./change-summary";
import { type Rule, ruleTraffic } from "../rule/rule";
import { ruleLanguage } from "../rule/parse";

/** Adds the rules, where there are any, to inputs that have been checked otherwise, and judges their change. */
export function withRules(
  olds: Props,
  raw: unknown,
  { inputs, problems }: Checked,
  language: RuleLanguage<Rule> = ruleLanguage,
): Checked {
  if (raw === undefined || raw === null) return { inputs, problems };
  const secret = inputs["secretRules"] === true;
  const reading = readRules(raw, language, { secret, known: rulesOf(olds) ?? {} });
  const checked = {
    inputs: { ...inputs, rules: reading.rules },
    problems: [...problems, ...reading.problems],
  };
  return checked.problems.length > 0 ? checked : judged(olds, checked.inputs);
}

/** Judges new or changed rules where everything about them is known. */
function judged(olds: Props, inputs: Record<string, unknown>): Checked {
  const [old, wanted] = [rulesOf(olds), containsUnknown(inputs["rules"]) ? undefined : rulesOf(inputs)];
  if (wanted === undefined) return { inputs, problems: [] };
  const secret = inputs["secretRules"] === true || olds["secretRules"] === true;
  const name = nameOf(inputs);
  const judgement = old && judgeRules({ name, old, wanted, secretRules: secret });
  if (old !== undefined && judgement === undefined) return { inputs, problems: [] };

  const warnings = lintNotes(`security group "${name}"`, wanted, ruleTraffic, secret);
  const notes = [...(judgement === undefined ? [] : [judgement.line]), ...warnings];
  const gap = inputs["requireGapless"] === true ? judgement?.gap : undefined;
  if (gap === undefined) return { inputs, problems: [], notes };
  const remedy = "change them in other steps, or leave out requireGapless";
  return { inputs, problems: [`the change of rules is not gap-free: ${gap}; ${remedy}`], notes };
}

const rulesOf = ({ rules }: Props) => storedRules(rules, ruleLanguage);

const nameOf = ({ name }: Props) =>
  typeof name === "string" && !containsUnknown(name) ? name : "security group";
