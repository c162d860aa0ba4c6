import { services } from "../net/services";
import { camelCase, didYouMean } from "../text/nearest";
import { type Fields, isFields } from "./rule-map";
import { parseCidr } from "../net/cidr";

const INWARD = /^(in|ingress|inbound|incoming)$/i;
const OUTWARD = /^(out|egress|outbound|outgoing)$/i;

/** What to say of a direction that others use: which of two words, the inward one or the outward, it means here. */
export const directionHint =
  ([inward, outward]: readonly [inward: string, outward: string]) =>
  (given: unknown): string | undefined => {
    const text = typeof given === "string" ? given.trim() : "";
    const meant = INWARD.test(text) ? inward : OUTWARD.test(text) ? outward : undefined;
    return meant && `did you mean ${meant}?`;
  };

/** Names of protocols that others use, and what to write. The nearest name here would be another protocol. */
const PROTOCOLS_ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ["l2tp", 'L2TP goes over UDP: write protocol: "udp", ports: 1701'],
  [
    "pptp",
    'PPTP goes over TCP and GRE: write protocol: "tcp", ports: 1723, and another rule with protocol: "gre"',
  ],
  ["ipencap", "did you mean ipip?"],
  ["ipv4", "did you mean ipip?"],
  ["quic", 'QUIC goes over UDP: write protocol: "udp", ports: 443'],
]);

/** What others write for any protocol. */
const ANY_PROTOCOL = /^\s*(all|any|\*|-1|)\s*$/i;

/**
 * What to say of a protocol that others know.
 * @param any what to do where any is meant
 */
export function protocolHint(protocol: unknown, any: string): string | undefined {
  const text = typeof protocol === "string" || typeof protocol === "number" ? `${protocol}` : undefined;
  if (text === undefined) return undefined;
  if (ANY_PROTOCOL.test(text)) return any;
  return PROTOCOLS_ELSEWHERE.get(text.trim().toLowerCase()) ?? serviceHint(protocol);
}

/** Names of fields as Heat and the OpenStack command line, Terraform and clouds have them, by what they mean. */
const FIELDS_ELSEWHERE: ReadonlyMap<string, FieldMeaning> = new Map<string, FieldMeaning>([
  ["portRangeMin", "firstPort"],
  ["fromPort", "firstPort"],
  ["minPort", "firstPort"],
  ["portRangeMax", "lastPort"],
  ["toPort", "lastPort"],
  ["maxPort", "lastPort"],
  ["portRange", "ports"],
  ["destinationPort", "ports"],
  ["destinationPortRange", "ports"],
  ["from", "peer"],
  ["to", "peer"],
  ["source", "peer"],
  ["destination", "peer"],
  ["remoteIp", "network"],
  ["remoteIpPrefix", "network"],
  ["cidrIp", "network"],
  ["sourceIp", "network"],
  ["srcIp", "network"],
  ["srcAddress", "network"],
  ["dstAddress", "network"],
  ["cidrBlocks", "networks"],
  ["ipv6CidrBlocks", "networks"],
  ["ipRanges", "networks"],
  ["sourceRanges", "networks"],
  ["destinationRanges", "networks"],
  ["sourceIps", "networks"],
  ["destinationIps", "networks"],
  ["sourceAddresses", "networks"],
  ["securityGroups", "group"],
  ["remoteGroupId", "group"],
  ["remoteGroup", "group"],
  ["sourceSecurityGroupId", "group"],
  ["self", "self"],
  ["ipProtocol", "protocol"],
]);

export type FieldMeaning =
  "firstPort" | "lastPort" | "ports" | "peer" | "network" | "networks" | "group" | "self" | "protocol";

/**
 * What to say of a field of a rule that there is not.
 * @param fields those that there are
 * @param meanings what stands here for fields of others
 */
export function fieldHint(
  field: string,
  fields: readonly string[],
  meanings: Readonly<Partial<Record<FieldMeaning, string>>>,
): string {
  const name = camelCase(field);
  if (fields.includes(name)) return `did you mean ${name}?`;
  const meant = FIELDS_ELSEWHERE.get(name);
  const said = meant === undefined ? undefined : meanings[meant];
  return said ?? didYouMean(field, fields, `it has ${fields.join(", ")}`);
}

/** What to say of a protocol that is the name of a service; undefined where it is none. */
function serviceHint(protocol: unknown): string | undefined {
  const text = typeof protocol === "string" ? protocol.trim().toLowerCase() : undefined;
  const service = Object.keys(services).find((name) => name.toLowerCase() === text);
  return service && `${service} is a service, so spread ...allow.${service}() among the rules instead`;
}

/** A list of networks without any is meant as such, and makes no rule. */
export const emptyListRemarks = ({ cidrs }: Fields): string[] =>
  Array.isArray(cidrs) && cidrs.length === 0 ? ["cidrs is an empty list, so it makes no rule"] : [];

/** ICMP 0 to 255 is how some write all of ICMP; as type and code there is no such message. */
export const icmpRemarks = ({ protocol, fromPort: type, toPort: code }: Fields): string[] =>
  typeof protocol === "string" && /icmp/i.test(protocol) && type === 0 && code === 255
    ? ["ICMP type 0 with code 255 does not exist: leave both out for all of ICMP"]
    : [];

/** An address of a rule that says less than it seems to: the network that it is in counts. */
export interface HostBits {
  readonly position: number;
  /** As the program has it. */
  readonly given: string;
  readonly network: string;
  /** The host alone. */
  readonly host: string;
}

/** Addresses with host bits among the rules of a program. @param fields of a rule that hold addresses or lists of them */
export function hostBitsOf(rules: unknown, fields: readonly string[]): HostBits[] {
  if (!Array.isArray(rules)) return [];
  return rules.flatMap((rule: unknown, position) =>
    isFields(rule)
      ? fields.flatMap((field) => [rule[field]].flat()).flatMap((one) => found(one, position))
      : [],
  );
}

function found(given: unknown, position: number): HostBits[] {
  if (typeof given !== "string") return [];
  const network = parseCidr(given, { bareHost: "all" });
  if ("problem" in network || !network.hostBits) return [];
  const host = parseCidr(given.replace(/\/.*$/, ""), { bareHost: "all" });
  return "problem" in host ? [] : [{ position, given, network: network.text, host: host.text }];
}
