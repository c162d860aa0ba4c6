import { type ServiceName, serviceNames, type ServicePort, services } from "../net/services";
import {
  anyPort,
  ICMP,
  ICMPV6,
  type Range,
  type Traffic,
  type Interval,
  anyCode,
  anyProtocol,
  traffic,
  addressesOf,
  anyLocal,
  anyRemote,
  groupOf,
  SELF,
} from "./traffic";
import { type Family, cidrsOf } from "../net/ranges";
import { type TrafficSet, difference } from "./set";

/** A protocol, and the ports of it that a service listens on; without ports, where the protocol has none. */
export interface ServiceLimits {
  readonly protocol: number;
  readonly ports?: Range;
}

/** IANA protocol numbers of what services listen on. */
const protocolNumbers: Readonly<Record<ServicePort["protocol"], number>> = {
  tcp: 6,
  udp: 17,
  esp: 50,
  ah: 51,
};

/** Types of an echo request: RFC 792 and RFC 4443. */
export const ECHO_REQUEST = 8;
export const ECHO_REQUEST_V6 = 128;

/** What must be allowed for a service: limits of traffic for each protocol and range that it listens on. */
export function serviceLimits(name: ServiceName): ServiceLimits[] {
  return services[name].listens.map(({ protocol, ports }: ServicePort) => {
    const number = protocolNumbers[protocol];
    if (ports === undefined) return { protocol: number };
    const [from = 0, to = from] = String(ports).split("-").map(Number);
    return { protocol: number, ports: { from, to } };
  });
}

const everyPort: Range = { from: Number(anyPort.from), to: Number(anyPort.to) };
const size = ({ from, to }: Range) => to - from;

/** Every range that a service listens on, the smallest first. */
const listening = serviceNames
  .flatMap((name) =>
    serviceLimits(name).map(({ protocol, ports }) => ({ name, protocol, ports: ports ?? everyPort })),
  )
  .toSorted((a, b) => size(a.ports) - size(b.ports));

/**
 * The service that traffic belongs to, by its protocol and ports: `postgresql` for tcp 5432, `winrm` for tcp 5985.
 * Where several have all of the ports, the one that has the fewest. Undefined where none has.
 */
export function serviceName({ protocol, ports }: Traffic): ServiceName | "ping" | undefined {
  if (protocol.from !== protocol.to) return undefined;
  const number = Number(protocol.from);
  const [from, to] = [Number(ports.from), Number(ports.to)];
  const echo = number === ICMP ? ECHO_REQUEST : number === ICMPV6 ? ECHO_REQUEST_V6 : undefined;
  if (echo === from && echo === to) return "ping";
  return listening.find((one) => one.protocol === number && one.ports.from <= from && to <= one.ports.to)
    ?.name;
}

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

/** Shows a group by its name; an id says little to people. */
export type GroupName = (id: string) => string;

/** Peers of one family. The intervals must not touch each other. */
export interface FamilyPeers {
  readonly family: Family;
  readonly peers: readonly Interval[];
}

/** The one thing that is left out of all peers, or how many there are: `10.0.0.0/8`, `3 networks`. */
export interface LeftOut {
  readonly text: string;
  readonly count: number;
}

/**
 * Peers in words: `10.0.0.0/8`, `group web` where both families have it, else `group web over IPv6`. `anywhere` is every address
 * and group of both families; what is missing comes last: `10.0.0.0/8, ::/0 but 2001:db8::/32`, `anywhere but 10.0.0.0/8`.
 * Missing groups are in brackets, as more may follow: `any group (but group db) over IPv4, 10.0.0.0/8`.
 * @param aside what to say instead of what is missing, such as `10.0.0.0/8 had it`
 */
export function formatPeers(
  families: readonly FamilyPeers[],
  groupName: GroupName,
  aside?: (missing: LeftOut) => string | undefined,
): string[] {
  const readings = families.map((one) => readPeers(one, groupName));
  const texts = once(readings.flatMap(({ parts }) => parts));
  const [first, ...more] = readings.filter(({ isAny }) => isAny);
  if (first === undefined) return texts;
  const missing = once(
    [first, ...more].flatMap(({ missing }) => missing),
    more.length === 0,
  );
  const base = more.length > 0 ? "anywhere" : everyAddress(first.family);
  if (missing.length === 0) return [base, ...texts];
  const said = aside?.(leftOut(missing));
  return [...texts, said === undefined ? `${base} but ${missing.join(", ")}` : `${base} (${said})`];
}

/** The machine's own addresses in words; undefined where they are not limited. */
export function formatLocal(local: Interval, family: Family): string | undefined {
  const { from, to } = anyLocal(family);
  return local.from === from && local.to === to ? undefined : rangeText(local, family);
}

/** What lies between peers and before the first, where they are nearly all; undefined where they are not. */
export function missingPeers(peers: readonly Interval[]): Interval[] | undefined {
  return peers.at(-1)?.to === anyRemote.to ? gapsOf(peers) : undefined;
}

/** A network or a group in words. */
interface Part {
  readonly text: string;
  readonly family: Family;
  readonly isGroup: boolean;
}

interface Reading {
  readonly family: Family;
  /** Whether these are all peers of the family but those that are missing. */
  readonly isAny: boolean;
  readonly parts: readonly Part[];
  readonly missing: readonly Part[];
}

function readPeers({ family, peers }: FamilyPeers, groupName: GroupName): Reading {
  const partsOfAll = (some: readonly Interval[]) => some.flatMap((one) => partsOf(one, family, groupName));
  const gaps = missingPeers(peers);
  if (gaps === undefined) return { family, isAny: false, parts: partsOfAll(peers), missing: [] };
  const missing = partsOfAll(gaps);
  const some = missing.filter(({ text }) => text !== everyAddress(family));
  if (some.length === missing.length) return { family, isAny: true, parts: [], missing };
  const but = some.length === 0 ? "" : ` (but ${some.map(({ text }) => text).join(", ")})`;
  return { family, isAny: false, parts: [{ text: `any group${but}`, family, isGroup: true }], missing: [] };
}

/** Each part once: a group that only one family has is named with the family, unless that is clear. */
function once(parts: readonly Part[], isClear = false): string[] {
  const families = (text: string) => parts.filter((part) => part.isGroup && part.text === text).length;
  return [
    ...new Set(
      parts.map(({ text, family, isGroup }) =>
        isGroup && !isClear && families(text) === 1 ? `${text} over ${family}` : text,
      ),
    ),
  ];
}

function leftOut(missing: readonly string[]): LeftOut {
  const [only = "", ...more] = missing;
  const groups = missing.filter((text) => /^(this group|group )/.test(text)).length;
  const what = groups === 0 ? "networks" : groups === missing.length ? "groups" : "networks and groups";
  return { count: missing.length, text: more.length === 0 ? only : `${missing.length} ${what}` };
}

function partsOf(peer: Interval, family: Family, groupName: GroupName): Part[] {
  const { addresses, groups } = addressesOf(peer, family);
  const group = groupOf(peer);
  const named = group === SELF ? "this group" : group && `group ${groupName(group)}`;
  return [
    ...(addresses === undefined ? [] : [{ text: rangeText(addresses, family), family, isGroup: false }]),
    ...(groups ? [{ text: named ?? "other groups", family, isGroup: true }] : []),
  ];
}

const everyAddress = (family: Family) => rangeText(anyLocal(family), family);

/** The network, or first and last address where there is none with these. */
function rangeText({ from, to }: Interval, family: Family): string {
  const [network = "", ...more] = cidrsOf(from, to, family);
  if (more.length === 0) return network;
  const [first, last] = [from, to].map((address) => cidrsOf(address, address, family)[0]?.split("/")[0]);
  return `${first}-${last}`;
}

/** What lies between the intervals, and before the first. */
function gapsOf(peers: readonly Interval[]): Interval[] {
  let next = 0n;
  return peers.flatMap(({ from, to }) => {
    const gap = { from: next, to: from - 1n };
    next = to + 1n;
    return gap.from <= gap.to ? [gap] : [];
  });
}
