import { type Family, readRange } from "./address";
import type { Direction, Limits, LiveRule } from "./packet";

/** IANA numbers of the names that the APIs have for protocols. */
const numbers: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  ipip: 4,
  tcp: 6,
  egp: 8,
  udp: 17,
  dccp: 33,
  rsvp: 46,
  gre: 47,
  esp: 50,
  ah: 51,
  icmpv6: 58,
  "ipv6-icmp": 58,
  ospf: 89,
  pgm: 113,
  vrrp: 112,
  sctp: 132,
  udplite: 136,
};

/** Fields of a rule as Neutron has it. */
export interface NeutronFields {
  readonly id: string;
  readonly direction: Direction;
  readonly ethertype: Family;
  readonly protocol: string | null;
  readonly port_range_min: number | null;
  readonly port_range_max: number | null;
  readonly remote_ip_prefix: string | null;
  readonly remote_group_id: string | null;
}

const one = (value: number) => ({ from: value, to: value });

/** @param groupOf the name that the judge has for a group */
export function neutronRule(rule: NeutronFields, groupOf: (id: string) => string): LiveRule {
  const { id, direction, ethertype, protocol, port_range_min: min, port_range_max: max } = rule;
  const number = protocol === null ? undefined : numberOf(protocol, ethertype);
  if (protocol !== null && number === undefined)
    return { id, certain: [], perhaps: [{ direction, families: ["IPv4", "IPv6"] }] };
  const isIcmp = number === 1 || number === 58;
  const range = rule.remote_ip_prefix === null ? undefined : readRange(rule.remote_ip_prefix);
  const remote =
    rule.remote_group_id !== null
      ? { group: groupOf(rule.remote_group_id) }
      : range === undefined || isAll(rule.remote_ip_prefix ?? "")
        ? undefined
        : range;
  const limits: Limits = {
    direction,
    families: [ethertype],
    ...(number !== undefined && { protocols: one(number) }),
    ...(min !== null && { ports: isIcmp ? one(min) : { from: min, to: max ?? min } }),
    ...(isIcmp && max !== null && { codes: one(max) }),
    ...(remote && { remote }),
  };
  return { id, certain: [limits], perhaps: [] };
}

function numberOf(protocol: string, family: Family): number | undefined {
  const word = protocol.toLowerCase();
  const number = /^\d+$/.test(word) ? Number(word) : numbers[word];
  return number === 1 && family === "IPv6" ? 58 : number;
}

const isAll = (prefix: string) => prefix.endsWith("/0");

/** Fields of a rule as e24cloud has it. */
export interface E24cloudFields {
  readonly id: number | string;
  readonly direction: "IN" | "OUT";
  readonly src_address: string | null;
  readonly dst_address: string | null;
  readonly protocol: string | null;
  readonly min_port: number | null;
  readonly max_port: number | null;
  readonly icmp_type: string | null;
  readonly icmp_code: string | null;
}

/**
 * The documentation mentions IPv4 only, so whether a rule without an address lets IPv6 in is unknown; `0.0.0.0/0`
 * is how such a rule is sent, too.
 */
export function e24cloudRule(rule: E24cloudFields): LiveRule {
  const direction: Direction = rule.direction === "IN" ? "ingress" : "egress";
  const [far, near] =
    direction === "ingress" ? [rule.src_address, rule.dst_address] : [rule.dst_address, rule.src_address];
  const id = String(rule.id);
  const number = rule.protocol === null ? undefined : numbers[rule.protocol.toLowerCase()];
  if (rule.protocol !== null && number === undefined)
    return { id, certain: [], perhaps: [{ direction, families: ["IPv4", "IPv6"] }] };
  const limitsIn = (family: Family): Limits | undefined => {
    const ends = [far, near].map((text) =>
      text === null || text === "0.0.0.0/0" ? undefined : readRange(text),
    );
    if (ends.some((end) => end !== undefined && end.family !== family)) return undefined;
    const [remote, local] = ends;
    const protocol = number === 1 && family === "IPv6" ? 58 : number;
    return {
      direction,
      families: [family],
      ...(protocol !== undefined && { protocols: one(protocol) }),
      ...(rule.min_port !== null && { ports: { from: rule.min_port, to: rule.max_port ?? rule.min_port } }),
      ...(rule.icmp_type !== null && { ports: one(Number(rule.icmp_type)) }),
      ...(rule.icmp_code !== null && { codes: one(Number(rule.icmp_code)) }),
      ...(remote && !(far ?? "").endsWith("/0") && { remote }),
      ...(local && { local }),
    };
  };
  const [v4, v6] = [limitsIn("IPv4"), limitsIn("IPv6")];
  const known = [v4, v6].filter((limits) => limits !== undefined);
  return v4 && v6 ? { id, certain: [v4], perhaps: [v6] } : { id, certain: known, perhaps: [] };
}
