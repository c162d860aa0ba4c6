import { z } from "zod";
import type { ResourceNames } from "../../kit/crud";
import { foreignRules, oneOf, rulesField } from "../../kit/state-fields";
import { secretInputs } from "../../kit/secrets/secret-inputs";
import { readStored } from "../../kit/stored-inputs";
import { timeouts } from "../../kit/timeouts";
import { ruleLanguage } from "../rule/parse";

/** What messages call the resource. */
export const KIND = "rules of security group";
export const NAMES: ResourceNames = { kind: KIND, type: "SecurityGroupRules" };

/** The checked inputs of a SecurityGroupRules, all known, as they stand in state. */
const groupRulesInputs = z.object({
  /** The server, from the settings; one that was only looked up does not tell it. */
  apiUrl: z.string().default(""),
  /** What messages call the rules: the resource's own name. */
  name: z.string(),
  /** Id of the group. */
  securityGroup: z.string(),
  rules: rulesField(ruleLanguage),
  requireGapFree: z.boolean().optional(),
  foreignRules: foreignRules.optional(),
  onDestroy: oneOf("empty", "keep").optional(),
  timeouts: timeouts.optional(),
  secretInputs: secretInputs.optional(),
});
export type GroupRulesInputs = z.output<typeof groupRulesInputs>;

export function readInputs(props: unknown): GroupRulesInputs {
  return readStored(groupRulesInputs, props, KIND, "then run pulumi up, which sets the rules anew");
}
