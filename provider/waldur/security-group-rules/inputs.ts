import { z } from "zod";
import type { ResourceNames } from "../../kit/operation";
import { checkedRulesField, foreignRules, oneOf, rulesField, readStored } from "../../kit/fields";
import { secretInputs } from "../../kit/secrets";
import { timeouts } from "../../kit/settings";
import { ruleReader } from "../rule/parse";

/** What messages call the resource. */
export const KIND = "rules of security group";
export const NAMES: ResourceNames = { kind: KIND, type: "SecurityGroupRules" };

/** The checked inputs of a SecurityGroupRules, all known, as they are in state. */
const groupRulesInputs = z.object({
  /** The server, from the settings; missing in a resource from a lookup. */
  apiUrl: z.string().default(""),
  /** What messages call the rules: the resource's own name. */
  name: z.string(),
  /** Id of the group. */
  securityGroup: z.string(),
  rules: checkedRulesField(ruleReader),
  requireGapFree: z.boolean().optional(),
  foreignRules: foreignRules.optional(),
  onDestroy: oneOf("empty", "keep").optional(),
  timeouts: timeouts.optional(),
  secretInputs: secretInputs.optional(),
});
export type GroupRulesInputs = z.output<typeof groupRulesInputs>;
const storedInputs = groupRulesInputs.extend({ rules: rulesField(ruleReader) });

const REMEDY = "then run pulumi up, which sets the rules again";

/** The inputs that a check of this run has made, among what the engine hands over. */
export const readInputs = (props: unknown): GroupRulesInputs =>
  readStored(groupRulesInputs, props, KIND, REMEDY);

/** The same as state has them. */
export const readStoredInputs = (props: unknown): GroupRulesInputs =>
  readStored(storedInputs, props, KIND, REMEDY);
