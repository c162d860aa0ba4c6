import { z } from "zod";
import type { Rule } from "./rule";

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

export const ruleFields = ruleSchema.keyof().options;
