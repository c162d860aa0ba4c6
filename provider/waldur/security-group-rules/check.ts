import { checkFields } from "../../core/pulumi/check-fields";
import { checkRules } from "../../core/pulumi/check-rules";
import type { Checked } from "../../core/pulumi/crud";
import type { Props } from "../../core/pulumi/handlers";
import { flag, oneOf, text } from "../../core/pulumi/state-fields";
import { timeouts } from "../../core/pulumi/timeouts";
import { isUnknown } from "../../core/rules/unknowns";
import { idField } from "../api/ids";
import type { WaldurSettings } from "../api/settings";
import { ruleLanguage, ruleLanguageOf } from "../rule/parse";
import { rulesCheck } from "../security-group/check-rules";

/** What messages call the resource. */
export const KIND = "rules of security group";

const schemas = {
  name: text,
  securityGroup: idField("security group"),
  requireGapFree: flag,
  onDestroy: oneOf("empty", "keep"),
  timeouts,
  secretRules: flag,
};

/** Checks the inputs of a SecurityGroupRules without any request and makes them canonical. */
export function checkGroupRules(olds: Props, news: Props, { apiUrl }: WaldurSettings): Checked {
  const { inputs, problems } = checkFields(news, {
    resource: "SecurityGroupRules",
    schemas,
    others: ["rules", "apiUrl"],
  });
  const missing = ["securityGroup", "rules"].filter((field) => (news[field] ?? undefined) === undefined);
  const checked = {
    inputs: { apiUrl, ...inputs },
    problems: [...problems, ...missing.map((field) => `${field} is missing`)],
  };
  // A rule may name its own group by the group itself.
  const { securityGroup: group } = inputs;
  const language = typeof group === "string" && !isUnknown(group) ? ruleLanguageOf(group) : ruleLanguage;
  return checkRules(olds, news["rules"], checked, rulesCheck(KIND, language));
}
