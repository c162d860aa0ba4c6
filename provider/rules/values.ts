import { type Fields, type Report, isFields, isUnknown, UNKNOWN, type Unknown } from "./rule-map";
import { quoted } from "../text/printable";
import { services } from "../net/services";
import { camelCase, didYouMean } from "../text/nearest";
import { parseCidr } from "../net/ranges";

/** What a value lacks, in words that follow its name; undefined where it is one. */
export function lackOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return "has no value";
  return typeof value === "string" && value.trim() === "" ? "is an empty string" : undefined;
}

/** The fields of a rule whose absence widens it. */
export interface WideningFields {
  /** What to do about an empty value, field by field. */
  readonly remedies: Readonly<Record<string, string>>;
  /** Fields that say the same as this one: where another of them has a value, this one may be empty. */
  readonly others: (field: string, raw: Fields) => readonly string[];
  /** Whether an empty string is a value of this field. */
  readonly takesEmptyText?: (field: string) => boolean;
}

/**
 * The rule without its empty values. One whose absence would allow more than was meant is reported: a variable that is not
 * set must not open anything.
 */
export function withoutEmptyValues(raw: Fields, widening: WideningFields, report: Report): Fields {
  const { remedies, others, takesEmptyText = () => false } = widening;
  const isEmpty = (field: string) =>
    lackOf(raw[field]) !== undefined && !(raw[field] === "" && takesEmptyText(field));
  const entries = Object.entries(raw).filter(([field, value]) => {
    if (!Object.hasOwn(remedies, field) || !isEmpty(field)) return true;
    const isSaid = others(field, raw).some((other) => Object.hasOwn(raw, other) && !isEmpty(other));
    if (!isSaid) report(`${field} ${lackOf(value)}: ${remedies[field]}`);
    return false;
  });
  return Object.fromEntries(entries);
}

/** What to do about an element of a list of networks that is empty. */
export const ELEMENT_REMEDY = "set it, or remove it from the list";

/** A field of a rule that takes one of some words. */
export interface WordField<Word extends string> {
  readonly field: string;
  readonly words: readonly Word[];
  /** What to do about another value, where there is more to say than which words exist. */
  readonly hint?: (given: unknown) => string | undefined;
}

/** One of the words, in any letter case; undefined where it is left out. */
export function parseEnum<const Word extends string>(
  value: unknown,
  { field, words, hint }: WordField<Word>,
  report: Report,
): Word | Unknown | undefined {
  if (value === undefined) return undefined;
  if (isUnknown(value)) return UNKNOWN;
  const word = words.find(
    (one) => typeof value === "string" && one.toLowerCase() === value.trim().toLowerCase(),
  );
  if (word === undefined)
    report(`${field} ${quoted(value)} is unknown: ${hint?.(value) ?? `write ${words.join(" or ")}`}`);
  return word;
}

/** Without the fields that are undefined, which a program could hand on as values that are empty. */
export function defined<T extends object>(fields: T): T {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as T;
}

const INWARD = /^(in|ingress|inbound|incoming)$/i;
const OUTWARD = /^(out|egress|outbound|outgoing)$/i;

/** What to report about a direction that others use: which of two words, the inward one or the outward, it means here. */
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
 * What to report about a protocol that others know.
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
 * What to report about an unknown field of a rule. @param
 * fields those that exist @param meanings which fields here correspond to those of others
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

/** What to report about a protocol that is the name of a service; undefined where it is not one. */
function serviceHint(protocol: unknown): string | undefined {
  const text = typeof protocol === "string" ? protocol.trim().toLowerCase() : undefined;
  const service = Object.keys(services).find((name) => name.toLowerCase() === text);
  return service && `${service} is a service, so spread ...allow.${service}() among the rules instead`;
}

/** A list of networks without any is meant as such, and makes no rule. */
export const emptyListRemarks = ({ cidrs }: Fields): string[] =>
  Array.isArray(cidrs) && cidrs.length === 0 ? ["cidrs is an empty list, so it makes no rule"] : [];

/** Some programs write all of ICMP as 0 to 255; as type and code there is no such message. */
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
