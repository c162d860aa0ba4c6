import { parseCidr } from "../../core/net/cidr";

/**
 * The canonical form of a rule. Two rules that allow the same in the same words are equal in every field; one that is
 * absent allows anything.
 */
export type Rule = {
  direction: "IN" | "OUT";
  protocol?: string | undefined;
  /** Network in canonical form. */
  srcAddress?: string | undefined;
  dstAddress?: string | undefined;
  minPort?: number | undefined;
  maxPort?: number | undefined;
  icmpType?: number | undefined;
  icmpCode?: number | undefined;
};

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
