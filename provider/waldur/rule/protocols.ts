import type { Family } from "../../net/cidr";
import { protocolHint } from "../../rules/values";
import type { Report } from "../../rules/rule-map";
import { isUnknown, UNKNOWN } from "../../rules/unknowns";
import { didYouMean } from "../../text/nearest";
import { quoted } from "../../text/printable";

/**
 * Protocols that OpenStack knows by name, with their IANA numbers (neutron-lib, `IP_PROTOCOL_MAP`).
 * Where two names have one number, the first is the canonical one.
 */
const numbers = {
  hopopt: 0,
  icmp: 1,
  igmp: 2,
  ipip: 4,
  tcp: 6,
  egp: 8,
  udp: 17,
  dccp: 33,
  "ipv6-encap": 41,
  "ipv6-route": 43,
  "ipv6-frag": 44,
  rsvp: 46,
  gre: 47,
  esp: 50,
  ah: 51,
  "ipv6-icmp": 58,
  icmpv6: 58,
  "ipv6-nonxt": 59,
  "ipv6-opts": 60,
  ospf: 89,
  vrrp: 112,
  pgm: 113,
  sctp: 132,
  udplite: 136,
} as const;

const NUMBERS: ReadonlyMap<string, number> = new Map(Object.entries(numbers));

type ProtocolName = keyof typeof numbers;

/** What a program may write for a protocol: a name, `""` or `"any"`, or an IANA number. */
export type ProtocolArg = "" | "any" | ProtocolName | Uppercase<ProtocolName> | number | `${number}`;

const HIGHEST = 255;

/** Any protocol, as the API writes it. */
export const ANY_PROTOCOL = "";

/** Protocols that every Waldur takes by name. */
export const isWaldurProtocol = (protocol: string) => ["", "tcp", "udp", "icmp"].includes(protocol);

/** Protocols that have ports. */
export const hasPorts = (protocol: string) => protocol === "tcp" || protocol === "udp";

/** Protocols that OpenStack takes with IPv6 only, by name and by number (Neutron, `_validate_ethertype_and_protocol`). */
export const isIPv6Only = (protocol: string) =>
  ["ipv6-icmp", "ipv6-encap", "ipv6-route", "ipv6-frag", "ipv6-nonxt", "ipv6-opts"].includes(protocol);

/** The names that a rule may use, for messages. */
export const protocolNames = [...NUMBERS.keys()].filter((name) => name !== "icmpv6");

/**
 * The canonical name of a protocol: `""` for any, the name that OpenStack has for it, else the number as text.
 * Any other string stays, in lower case: rules imported from OpenStack can have any.
 */
export function canonicalProtocol(protocol: string): string {
  const text = protocol.trim().toLowerCase();
  if (text === "any") return ANY_PROTOCOL;
  const number = protocolNumber(text);
  return number === undefined ? text : (nameOf(number) ?? String(number));
}

/** The IANA number of a name or of a number written as text; undefined for any and for what is neither. */
export function protocolNumber(protocol: string): number | undefined {
  if (!/^\d{1,3}$/.test(protocol)) return NUMBERS.get(protocol);
  return Number(protocol) <= HIGHEST ? Number(protocol) : undefined;
}

const nameOf = (number: number) => [...NUMBERS].find(([, one]) => one === number)?.[0];

/** ICMP in both families is one protocol here, for every name or number that a server uses. */
export function protocolFor(ethertype: Family | undefined, protocol: string): string {
  const name = canonicalProtocol(protocol);
  return ethertype === "IPv6" && name === "ipv6-icmp" ? "icmp" : name;
}

/** Reads the protocol of a program; undefined where it is not one. */
export function readProtocol(value: unknown, report: Report): string | undefined {
  if (value === undefined) return "";
  if (isUnknown(value)) return UNKNOWN;
  const protocol =
    typeof value === "string" || typeof value === "number" ? canonicalProtocol(`${value}`) : undefined;
  if (protocol !== undefined && (protocol === "" || protocolNumber(protocol) !== undefined)) return protocol;
  const list = `write one of ${protocolNames.join(", ")}, a number from 0 to 255, or "" for any`;
  const remedy = protocolHint(value, ANY_REMEDY) ?? didYouMean(protocol ?? "", protocolNames, list);
  report(`protocol ${quoted(value)} is unknown: ${remedy}`);
  return undefined;
}

const ANY_REMEDY = 'write protocol: "", or leave it out, for any';
