import { z } from "zod";
import { parseCidr } from "../../core/net/cidr";

/** A rule as it stands in state. A field that is absent allows anything. */
export const ruleSchema = z.object({
  direction: z.enum(["IN", "OUT"]),
  protocol: z.string().optional(),
  /** Network in canonical form. */
  srcAddress: z.string().optional(),
  dstAddress: z.string().optional(),
  minPort: z.number().optional(),
  maxPort: z.number().optional(),
  icmpType: z.number().optional(),
  icmpCode: z.number().optional(),
});

export const ruleFields = ruleSchema.keyof().options;

/** The canonical form of a rule. Two rules that allow the same in the same words are equal in every field. */
export type Rule = z.output<typeof ruleSchema>;

/**
 * An address in canonical form: a network with its mask, host bits cleared, nothing for any IPv4 address (`0.0.0.0/0`).
 * A text that is no address stays as it is: the server knows why.
 */
export function canonicalAddress(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const cidr = parseCidr(text, { bareHost: true });
  const canonical = "problem" in cidr ? text : cidr.text;
  return canonical === "0.0.0.0/0" ? undefined : canonical;
}
