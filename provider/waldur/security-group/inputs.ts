import { z } from "zod";
import type { ResourceNames } from "../../kit/operation";
import { checkedRulesField, foreignRules, oneOf, rulesField, readStored } from "../../kit/state-fields";
import { secretInputs } from "../../kit/secrets/secret-inputs";
import { timeouts } from "../../kit/settings/settings";
import { ruleReader } from "../rule/parse";

/** What messages call the resource. */
export const KIND = "security group";
export const NAMES: ResourceNames = { kind: KIND, type: "SecurityGroup" };

/** The checked inputs of a SecurityGroup, all known, as they stand in state: inputs and outputs have the same. */
const securityGroupInputs = z.object({
  /** The server, from the settings. */
  apiUrl: z.string(),
  /** Id of the tenant. */
  tenant: z.string(),
  name: z.string(),
  /** Left out for OpenStack's default group, which nobody may describe. */
  description: z.string().optional(),
  /** Left out where the rules are not managed. */
  rules: checkedRulesField(ruleReader).optional(),
  requireGapFree: z.boolean().optional(),
  foreignRules: foreignRules.optional(),
  guard: oneOf("warn", "error").optional(),
  adopt: z.union([z.literal(true), z.string()]).optional(),
  onStuck: oneOf("fail", "unlink").optional(),
  timeouts: timeouts.optional(),
  secretInputs: secretInputs.optional(),
});
const someInputs = securityGroupInputs.extend({ rules: rulesField(ruleReader) }).partial();

export type SecurityGroupInputs = z.output<typeof securityGroupInputs>;

/** The inputs that a check of this run has made, among what the engine hands over. */
export function readInputs(props: unknown): SecurityGroupInputs {
  return readStored(securityGroupInputs, props, KIND);
}

/** What of them is in state: before a first refresh, a resource that was only looked up has few. */
export function readSomeInputs(props: unknown): Partial<SecurityGroupInputs> {
  return readStored(someInputs, props, KIND);
}
