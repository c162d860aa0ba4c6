import { type Draft, UNKNOWN_WORD } from "../../rules/rule-map";
import { isUnknown } from "../../rules/unknowns";
import type { Rule } from "./rule";

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
