import { z } from "zod";
import { isUnknown } from "../../core/rules/unknowns";
import { type Checked, checkFields, idField, type Props, yesOrNo } from "../security-group/check-fields";
import { withRules } from "../security-group/check-rules";
import { timeouts } from "../security-group/inputs";
import { ruleLanguage, ruleLanguageOf } from "../rule/parse";
import type { WaldurSettings } from "../api/settings";

const schemas = {
  name: z.string(),
  securityGroup: idField("security group"),
  requireGapless: yesOrNo,
  onDestroy: z.enum(["empty", "keep"], { error: 'has to be "empty" or "keep"' }),
  timeouts,
  secretRules: yesOrNo,
};

/** Checks the inputs of a SecurityGroupRules without any request and makes them canonical. */
export function checkGroupRules(olds: Props, news: Props, { apiUrl }: WaldurSettings): Checked {
  const { inputs, problems } = checkFields(news, schemas, {
    resource: "SecurityGroupRules",
    others: ["rules"],
  });
  const missing = ["securityGroup", "rules"].filter(
    (field) => news[field] === undefined || news[field] === null,
  );
  const checked = {
    inputs: { apiUrl, ...inputs },
    problems: [...problems, ...missing.map((field) => `${field} is missing`)],
  };
  // A rule may name its own group by the group itself.
  const { securityGroup: group } = inputs;
  const language = typeof group === "string" && !isUnknown(group) ? ruleLanguageOf(group) : ruleLanguage;
  return withRules(olds, news["rules"], checked, language);
}
