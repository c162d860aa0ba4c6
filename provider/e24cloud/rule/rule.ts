import { parseCidr } from "../../net/cidr";
import { defined } from "../../rules/defined";

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

/** What e24cloud takes for any address, of whatever family. */
export const ANY_ADDRESS = "0.0.0.0/0";

/** A rule that names the far side in any case, so that nobody takes it for forgotten. */
export function withFarSide<R extends Rule>(rule: R): R {
  const { direction, srcAddress = ANY_ADDRESS, dstAddress = ANY_ADDRESS } = rule;
  return direction === "IN" ? { ...rule, srcAddress } : { ...rule, dstAddress };
}

/** The canonical form of a rule whose addresses may be spelled otherwise. */
export function canonicalRule({ srcAddress, dstAddress, ...others }: Rule): Rule {
  return defined({
    ...others,
    srcAddress: canonicalAddress(srcAddress),
    dstAddress: canonicalAddress(dstAddress),
  });
}

/**
 * An address in canonical form: a network with its mask, host bits cleared, nothing for any IPv4 address (`0.0.0.0/0`).
 * Any string that is not an address stays unchanged.
 */
export function canonicalAddress(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const cidr = parseCidr(text, { bareHost: "all" });
  const canonical = "problem" in cidr ? text : cidr.text;
  return canonical === ANY_ADDRESS ? undefined : canonical;
}
