import { z } from "zod";
import { rulesField, timeouts } from "../security-group/inputs";

/** The checked inputs of a SecurityGroupRules, all known, as they stand in state. */
const groupRulesInputs = z.object({
  /** The server, from the settings; one that was only looked up does not tell it. */
  apiUrl: z.string().default(""),
  /** What messages call the rules: the resource's own name. */
  name: z.string(),
  /** Id of the group. */
  securityGroup: z.string(),
  rules: rulesField,
  requireGapless: z.boolean().optional(),
  onDestroy: z.enum(["empty", "keep"]).optional(),
  timeouts: timeouts.optional(),
  /** Whether addresses must stay out of messages. */
  secretRules: z.boolean().optional(),
});
export type GroupRulesInputs = z.output<typeof groupRulesInputs>;

export function readGroupRulesInputs(props: unknown): GroupRulesInputs {
  return groupRulesInputs.parse(props);
}
