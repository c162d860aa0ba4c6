import { z } from "zod";
import { parseCidr } from "../../core/net/cidr";
import { type Draft, UNKNOWN_WORD } from "../../core/rules/rule-map";
import { isUnknown } from "../../core/rules/unknowns";
import type { RuleBody, WireRule } from "../api/schema";

/** Protocols of the API and their IANA numbers. */
export const protocolNumbers = {
  TCP: 6,
  UDP: 17,
  ICMP: 1,
  SCTP: 132,
  ESP: 50,
  AH: 51,
  IPIP: 4,
  GRE: 47,
} as const;

export type Protocol = keyof typeof protocolNumbers;

/** Protocols whose packets have ports. */
export const protocolsWithPorts: readonly string[] = ["TCP", "UDP", "SCTP"] satisfies Protocol[];

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

/** The canonical form of a rule. Two rules that allow the same in the same words are equal in every field. */
export type Rule = z.output<typeof ruleSchema>;

/** A canonical rule that the server has under an id. */
export interface LiveRule {
  readonly id: WireRule["id"];
  readonly rule: Rule;
}

/**
 * The readable key, which is a rule's identity: `ingress tcp 22 from 203.0.113.0/24 to 10.0.0.7/32`. The far side
 * comes first, the server's own side only where the rule names it.
 */
export function ruleKey(rule: Draft<Rule>): string {
  const ingress = isUnknown(rule.direction) ? undefined : rule.direction === "IN";
  const from = `from ${word(rule.srcAddress) ?? "anywhere"}`;
  const to = `to ${word(rule.dstAddress) ?? "anywhere"}`;
  const sides =
    ingress === undefined
      ? [from, to]
      : ingress
        ? [from, rule.dstAddress && to]
        : [to, rule.srcAddress && from];
  const direction = ingress === undefined ? UNKNOWN_WORD : ingress ? "ingress" : "egress";
  return [direction, serviceOf(rule), ...sides].filter(Boolean).join(" ");
}

/** Protocol with ports or ICMP type: `tcp 9100-9104`, `icmp type 8 code 0`, `any`. */
export function serviceOf({
  protocol,
  minPort,
  maxPort,
  icmpType,
  icmpCode,
}: Omit<Draft<Rule>, "direction" | "srcAddress" | "dstAddress">): string {
  const ports = minPort === maxPort ? word(minPort) : `${word(minPort)}-${word(maxPort)}`;
  const parts = [
    word(protocol)?.toLowerCase() ?? "any",
    ports,
    icmpType !== undefined && `type ${word(icmpType)}`,
    icmpCode !== undefined && `code ${word(icmpCode)}`,
  ];
  return parts.filter(Boolean).join(" ");
}

function word(value: string | number | undefined): string | undefined {
  return isUnknown(value) ? UNKNOWN_WORD : value?.toString();
}

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

/** What the server tells, in canonical form. A port that comes alone stands for both. */
export function fromWire({ id, ...wire }: WireRule): LiveRule {
  return {
    id,
    rule: {
      direction: wire.direction,
      protocol: wire.protocol,
      srcAddress: canonicalAddress(wire.src_address),
      dstAddress: canonicalAddress(wire.dst_address),
      minPort: wire.min_port ?? wire.max_port,
      maxPort: wire.max_port ?? wire.min_port,
      icmpType: wire.icmp_type,
      icmpCode: wire.icmp_code,
    },
  };
}

/** What is sent for a rule: numbers as numbers, ICMP values as text, as the documentation declares them. */
export function toWire(rule: Rule): RuleBody {
  return {
    direction: rule.direction,
    src_address: rule.srcAddress,
    dst_address: rule.dstAddress,
    protocol: rule.protocol,
    min_port: rule.minPort,
    max_port: rule.maxPort,
    icmp_type: rule.icmpType?.toString(),
    icmp_code: rule.icmpCode?.toString(),
  };
}
