import { z } from "zod";
import { canonicalRule, type Rule } from "./rule";

/** A rule as it stands in state. */
export const ruleSchema = z.object({
  direction: z.enum(["IN", "OUT"]),
  protocol: z.string().optional(),
  srcAddress: z.string().optional(),
  dstAddress: z.string().optional(),
  minPort: z.number().optional(),
  maxPort: z.number().optional(),
  icmpType: z.number().optional(),
  icmpCode: z.number().optional(),
}) satisfies z.ZodType<Rule>;

/** A canonical rule as it stands in state or in a lookup, which says `0.0.0.0/0` for any address; undefined where it is none. */
export function readStoredRule(raw: unknown): Rule | undefined {
  const { data } = ruleSchema.safeParse(raw);
  return data && canonicalRule(data);
}

export const ruleFields = ruleSchema.keyof().options;
