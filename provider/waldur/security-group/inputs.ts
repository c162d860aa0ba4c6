import { z } from "zod";
import { secondsOf } from "../../core/pulumi/durations";
import { type RuleMap, storedRules } from "../../core/rules/rule-map";
import type { Rule } from "../rule/rule";
import { ruleLanguage } from "../rule/parse";

/** Rules as they stand in state, keyed anew from their values. */
export const rulesField = z.unknown().transform((raw, context): RuleMap<Rule> => {
  // A resource that is only looked up says [] and has not been checked.
  const map = Array.isArray(raw) && raw.length === 0 ? {} : storedRules(raw, ruleLanguage);
  if (map !== undefined) return map;
  context.addIssue({ code: "custom", message: "are no rules" });
  return z.NEVER;
});

const timeout = z.string().refine((text) => secondsOf(text) !== undefined);
export const timeouts = z.object({ create: timeout, update: timeout, delete: timeout }).partial();

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
  rules: rulesField.optional(),
  requireGapless: z.boolean().optional(),
  guard: z.enum(["warn", "error"]).optional(),
  adopt: z.union([z.literal(true), z.string()]).optional(),
  onStuck: z.enum(["fail", "unlink"]).optional(),
  timeouts: timeouts.optional(),
  /** Whether addresses must stay out of messages. */
  secretRules: z.boolean().optional(),
});
export type SecurityGroupInputs = z.output<typeof securityGroupInputs>;

/** The checked inputs among what the engine hands over. */
export function readInputs(props: unknown): SecurityGroupInputs {
  return securityGroupInputs.parse(props);
}

/** What of them is there: before a first refresh, a resource that was only looked up has few. */
export function readSomeInputs(props: unknown): Partial<SecurityGroupInputs> {
  return securityGroupInputs.partial().parse(props);
}

const DEFAULT_TIMEOUT = 900;

/** Seconds that an operation may take, 15 minutes by default. */
export function timeoutOf(
  { timeouts: given = {} }: { timeouts?: z.output<typeof timeouts> | undefined },
  operation: keyof z.output<typeof timeouts>,
): number {
  const text = given[operation];
  return (text === undefined ? undefined : secondsOf(text)) ?? DEFAULT_TIMEOUT;
}
