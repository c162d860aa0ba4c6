import type { Keyed } from "../../rules/rule-map";
import type { RuleBody, RuleId, WireRule } from "../api/group";
import { canonicalAddress, type Rule } from "./rule";

/** A rule that the server has under an id. */
export interface LiveRule extends Keyed<Rule> {
  readonly id: RuleId;
}

/** The server's rule in canonical form. A port that comes alone stands for both. */
export function fromWire(wire: WireRule): Rule {
  return {
    direction: wire.direction,
    protocol: wire.protocol,
    srcAddress: canonicalAddress(wire.src_address),
    dstAddress: canonicalAddress(wire.dst_address),
    minPort: wire.min_port ?? wire.max_port,
    maxPort: wire.max_port ?? wire.min_port,
    icmpType: wire.icmp_type,
    icmpCode: wire.icmp_code,
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
