import { addressFamily, canonicalAddress } from "./address";
import { Refusal } from "./api/refusal";

export const directions = ["IN", "OUT"] as const;
export const protocols = ["TCP", "UDP", "ICMP", "SCTP", "ESP", "AH", "IPIP", "GRE"] as const;

/** What traffic a rule allows. Null is "any". */
export interface RuleFields {
  direction: (typeof directions)[number];
  src_address: string | null;
  dst_address: string | null;
  /** One of `protocols` in all that the API takes; others may have given a server more words. */
  protocol: string | null;
  min_port: number | null;
  max_port: number | null;
  icmp_type: string | null;
  icmp_code: string | null;
}

export interface Rule extends RuleFields {
  readonly id: number;
}

/** The fields of a rule that leaves everything open but the direction. */
export const anyTraffic: Omit<RuleFields, "direction"> = {
  src_address: null,
  dst_address: null,
  protocol: null,
  min_port: null,
  max_port: null,
  icmp_type: null,
  icmp_code: null,
};

/** What the product page says every firewall starts with: all outgoing traffic, SSH and DHCP. */
export const defaultRules: readonly RuleFields[] = [
  { ...anyTraffic, direction: "OUT" },
  { ...anyTraffic, direction: "IN", protocol: "TCP", min_port: 22, max_port: 22 },
  { ...anyTraffic, direction: "IN", protocol: "UDP", min_port: 67, max_port: 68 },
];

const portProtocols: readonly (string | null)[] = ["TCP", "UDP", "SCTP"];

/** The rule as the server keeps it. @throws Refusal where fields don't go together */
export function completed(fields: RuleFields): RuleFields {
  const { protocol, icmp_type, icmp_code, src_address, dst_address } = fields;
  const min_port = fields.min_port ?? fields.max_port;
  const max_port = fields.max_port ?? fields.min_port;

  if (min_port !== null && !portProtocols.includes(protocol))
    throw new Refusal(
      `ports go with ${portProtocols.join(", ")} only, not with ${protocol ?? "any protocol"}`,
    );
  if (min_port !== null && max_port !== null && min_port > max_port)
    throw new Refusal(`min_port ${min_port} is above max_port ${max_port}`);
  if ((icmp_type ?? icmp_code) !== null && protocol !== "ICMP")
    throw new Refusal(`icmp_type and icmp_code go with ICMP only, not with ${protocol ?? "any protocol"}`);
  if (icmp_code !== null && icmp_type === null) throw new Refusal("icmp_code needs an icmp_type");
  if (src_address && dst_address && addressFamily(src_address) !== addressFamily(dst_address))
    throw new Refusal("src_address and dst_address are of different families");
  return { ...fields, min_port, max_port };
}

/** Whether two rules allow the same traffic, spelling of addresses aside. */
export function sameTraffic(one: RuleFields, other: RuleFields): boolean {
  return trafficKey(one) === trafficKey(other);
}

/** Rules are never changed in place. */
const keys = new WeakMap<RuleFields, string>();

function trafficKey(rule: RuleFields): string {
  const known = keys.get(rule);
  if (known !== undefined) return known;
  const { src_address, dst_address } = rule;
  const key = [
    src_address && canonicalAddress(src_address),
    dst_address && canonicalAddress(dst_address),
    rule.direction,
    rule.protocol,
    rule.min_port,
    rule.max_port,
    rule.icmp_type,
    rule.icmp_code,
  ].join(" ");
  keys.set(rule, key);
  return key;
}
