import ipaddr from "ipaddr.js";
import { OpenStackError } from "./errors";

/** A rule as OpenStack's networking service, Neutron, keeps it; null is any. */
export interface NeutronRule {
  readonly id: string;
  readonly direction: "ingress" | "egress";
  readonly ethertype: "IPv4" | "IPv6";
  readonly protocol: string | null;
  readonly port_range_min: number | null;
  readonly port_range_max: number | null;
  readonly remote_ip_prefix: string | null;
  readonly remote_group_id: string | null;
  readonly description: string;
}
export type NeutronRuleValues = Omit<NeutronRule, "id">;

const protocolNumbers: Readonly<Record<string, string>> = {
  icmp: "1",
  tcp: "6",
  udp: "17",
  "ipv6-icmp": "58",
  sctp: "132",
};
const descriptionLimit = 255;

/**
 * The rule as Neutron stores it.
 * @param keepsNumber whether 58 stays a number, as in Neutron's source
 * @throws OpenStackError (400) as Neutron refuses it
 */
export function normalized(given: NeutronRuleValues, keepsNumber: boolean): NeutronRuleValues {
  const rule = {
    ...given,
    protocol: keepsNumber && given.protocol === "58" ? "58" : canonicalProtocol(given),
    remote_ip_prefix: given.remote_ip_prefix ? canonicalPrefix(given.remote_ip_prefix) : null,
  };
  requireDescription(rule.description);
  const problem = problemOf(rule);
  if (problem !== undefined) throw new OpenStackError(400, "BadRequest", problem);
  return rule;
}

/** What makes two rules the same to Neutron: coarser than Waldur's view, as no address and every address are one. */
export function duplicateKey(rule: NeutronRuleValues): string {
  const anywhere = rule.remote_ip_prefix === null || /^(0\.0\.0\.0|::)\/0$/.test(rule.remote_ip_prefix);
  return JSON.stringify([
    rule.direction,
    rule.ethertype,
    rule.protocol && (protocolNumbers[rule.protocol] ?? rule.protocol),
    rule.port_range_min,
    rule.port_range_max,
    anywhere ? null : rule.remote_ip_prefix,
    rule.remote_group_id,
  ]);
}

function canonicalProtocol({ protocol, ethertype }: NeutronRuleValues): string | null {
  const name = protocol?.toLowerCase() ?? null;
  const isIcmp = name === "icmp" || name === "icmpv6" || name === "58";
  return ethertype === "IPv6" && isIcmp ? "ipv6-icmp" : name;
}

/** Fills up `10/8`, compresses IPv6 and keeps host bits. */
function canonicalPrefix(prefix: string): string {
  const [address = "", length = ""] = prefix.split("/");
  const filled = address.includes(":")
    ? address
    : [...address.split("."), "0", "0", "0"].slice(0, 4).join(".");
  if (!ipaddr.isValid(filled))
    throw new OpenStackError(400, "BadRequest", `'${prefix}' is not a valid IP subnet.`);
  return `${ipaddr.parse(filled).toString()}/${length}`;
}

function problemOf(rule: NeutronRuleValues): string | undefined {
  const { port_range_min: min, port_range_max: max, protocol, remote_ip_prefix: prefix } = rule;
  const isIcmp = protocol === "icmp" || protocol === "ipv6-icmp";
  if (prefix && rule.remote_group_id) return "Only remote_ip_prefix or remote_group_id may be provided.";
  if (prefix && prefix.includes(":") !== (rule.ethertype === "IPv6"))
    return `Conflicting value ethertype ${rule.ethertype} for CIDR ${prefix}`;
  if (isIcmp && min === null && max !== null)
    return `ICMP code (port-range-max) ${max} is provided but ICMP type (port-range-min) is missing.`;
  if (protocol === null && (min !== null || max !== null))
    return "Must also specify protocol if port range is given.";
  if (!isIcmp && (min === null) !== (max === null))
    return "For TCP/UDP protocols, port_range_min must be <= port_range_max";
  return undefined;
}

/** @throws OpenStackError (400) for the description of a group or rule that is too long */
export function requireDescription(description: string): void {
  if (description.length <= descriptionLimit) return;
  const reason = `'${description}' exceeds maximum length of ${descriptionLimit}.`;
  throw new OpenStackError(400, "BadRequest", `Invalid input for description. Reason: ${reason}`);
}
