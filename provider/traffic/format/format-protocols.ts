import type { Family } from "../../net/cidr";
import {
  type Interval,
  type Traffic,
  anyCode,
  anyPort,
  anyProtocol,
  ICMP,
  ICMPV6,
  traffic,
} from "../traffic";
import { type TrafficSet, difference } from "../set";

/** Names that people know, by IANA protocol number. */
const names: Readonly<Record<number, string>> = {
  2: "igmp",
  4: "ipip",
  6: "tcp",
  17: "udp",
  33: "dccp",
  47: "gre",
  50: "esp",
  51: "ah",
  89: "ospf",
  112: "vrrp",
  132: "sctp",
  136: "udplite",
};

/** Each family has its own ICMP; people call both by one name, and the addresses show which is meant. */
const icmpOf: Readonly<Record<Family, number>> = { IPv4: ICMP, IPv6: ICMPV6 };

/**
 * Protocols and ports in words, one string for each protocol: `tcp 80, 443`, `icmp type 8 code 0`, `any but tcp 22`.
 * The boxes must be of one direction and family; their addresses don't matter here.
 */
export function formatProtocols(boxes: readonly [Traffic, ...Traffic[]]): string[] {
  const [{ direction, family }] = boxes;
  const everything = traffic({ direction, family });
  const wanted = boxes.map((box) => ({ ...box, remote: everything.remote, local: everything.local }));
  if (!wanted.some(hasManyProtocols)) return byProtocol(wanted);
  // A range of protocols is mostly what is left of all of them after a few were taken out.
  const missing = difference([everything], wanted);
  if (missing.some(hasManyProtocols)) return byProtocol(wanted);
  return missing.length === 0 ? ["any"] : [`any but ${byProtocol(missing).join(", ")}`];
}

const hasManyProtocols = ({ protocol }: Traffic) => protocol.from !== protocol.to;

function byProtocol(boxes: TrafficSet): string[] {
  const details = new Map<string, string[]>();
  for (const box of boxes) {
    const name = protocolName(box);
    const some = details.get(name) ?? [];
    some.push(...detailsOf(box));
    details.set(name, some);
  }
  return [...details].map(([name, some]) => (some.length === 0 ? name : `${name} ${listed(some, ", ")}`));
}

function protocolName({ protocol, family }: Traffic): string {
  if (isWhole(protocol, anyProtocol)) return "any";
  const number = Number(protocol.from);
  if (protocol.from !== protocol.to) return `protocols ${range(protocol)}`;
  return number === icmpOf[family] ? "icmp" : (names[number] ?? `protocol ${number}`);
}

function detailsOf({ protocol, family, ports, codes }: Traffic): string[] {
  const isIcmp = Number(protocol.from) === icmpOf[family] && protocol.from === protocol.to;
  const parts = [
    ...(isWhole(ports, anyPort) ? [] : [isIcmp ? `type ${range(ports)}` : range(ports)]),
    ...(isWhole(codes, anyCode) ? [] : [`code ${range(codes)}`]),
  ];
  return parts.length === 0 ? [] : [parts.join(" ")];
}

const isWhole = (part: Interval, whole: Interval) => part.from === whole.from && part.to === whole.to;

const range = ({ from, to }: Interval) => (from === to ? `${from}` : `${from}-${to}`);

/** More would hide what a line says. */
const MOST_ITEMS = 12;

/** The first items of a list, and how many more there are: `a, b and 7 more`. */
export function listed(items: readonly string[], separator: string): string {
  const more = items.length - MOST_ITEMS;
  if (more <= 0) return items.join(separator);
  return `${items.slice(0, MOST_ITEMS).join(separator)} and ${more} more`;
}
