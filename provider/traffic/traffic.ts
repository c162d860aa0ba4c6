import { type Cidr, type Family, addressBits } from "../net/ranges";

/** Which way a connection is opened, seen from the machine behind the firewall. */
export type Direction = "ingress" | "egress";

/** All whole numbers from `from` to `to`, both included. */
export interface Interval {
  readonly from: bigint;
  readonly to: bigint;
}

/**
 * A box of traffic that a firewall allows: all packets whose every property lies in its interval.
 * Rules become lists of boxes, and every question about rules becomes one about integer intervals.
 */
export interface Traffic {
  readonly direction: Direction;
  readonly family: Family;
  /** IANA protocol numbers, 0 to 255. */
  readonly protocol: Interval;
  /** Destination ports, 0 to 65535; of ICMP (1) and ICMPv6 (58) the type; all of them where there is neither a port nor a range. */
  readonly ports: Interval;
  /** ICMP codes, 0 to 255; all of them for other protocols. */
  readonly codes: Interval;
  /** The peer: the source of incoming traffic, the destination of outgoing traffic. Built by `remote…` and `anyRemote`. */
  readonly remote: Interval;
  /** The address of the machine itself. */
  readonly local: Interval;
}

/** A range in plain numbers, as rules have it. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What of `Traffic` is limited; whatever is left out is not. A number stands for that one value. */
export interface TrafficLimits {
  readonly direction: Direction;
  readonly family: Family;
  readonly protocol?: number;
  readonly ports?: number | Range;
  readonly codes?: number | Range;
  readonly remote?: Interval;
  readonly local?: Interval;
}

export const anyProtocol: Interval = { from: 0n, to: 255n };
export const anyPort: Interval = { from: 0n, to: 65535n };
export const anyCode: Interval = { from: 0n, to: 255n };

/** Protocols whose `ports` are ICMP types. */
export const ICMP = 1;
export const ICMPV6 = 58;

/** One box; every limit that is left out allows all values. */
export function traffic(limits: TrafficLimits): Traffic {
  return {
    direction: limits.direction,
    family: limits.family,
    protocol: limits.protocol === undefined ? anyProtocol : interval(limits.protocol),
    ports: limits.ports === undefined ? anyPort : interval(limits.ports),
    codes: limits.codes === undefined ? anyCode : interval(limits.codes),
    remote: limits.remote ?? anyRemote,
    local: limits.local ?? anyLocal(limits.family),
  };
}

const interval = (range: number | Range): Interval =>
  typeof range === "number"
    ? { from: BigInt(range), to: BigInt(range) }
    : { from: BigInt(range.from), to: BigInt(range.to) };

// The peer axis holds the addresses, and above them one point for each security group. So a rule from any address
// (the whole axis) covers what comes from a group, while neither a group nor a smaller network covers the other:
// the addresses of a group's members are unknown. Points are two apart, so that two of them never merge into a range.
const firstGroup = 1n << 128n;
const longestGroupId = 255;

/** Every address and every group. */
export const anyRemote: Interval = { from: 0n, to: firstGroup + (1n << BigInt(8 * (longestGroupId + 2))) };

/** The peers in a network. That of prefix 0 is any peer, as OpenStack has it. */
export const remoteCidr = (cidr: Cidr): Interval =>
  cidr.prefix === 0 ? anyRemote : { from: cidr.from, to: cidr.to };

/** What the rules of a group call that group itself. */
export const SELF = "self";

/** The members of a security group. The same group must come with the same id: upper and lower case differ. */
export function remoteGroup(id: string): Interval {
  const bytes = Buffer.from(id, "utf8");
  if (bytes.length === 0 || bytes.length > longestGroupId) {
    throw new RangeError(`a group id has 1 to ${longestGroupId} bytes, this one has ${bytes.length}`);
  }
  // The leading 1 keeps ids apart that differ in leading zero bytes only.
  const point = firstGroup + 2n * BigInt(`0x01${bytes.toString("hex")}`);
  return { from: point, to: point };
}

/** The id that `remoteGroup` was given, where the interval is one group. */
export function groupOf(remote: Interval): string | undefined {
  if (remote.from !== remote.to || remote.from < firstGroup) return undefined;
  const digits = ((remote.from - firstGroup) / 2n).toString(16).slice(1);
  return Buffer.from(digits, "hex").toString("utf8");
}

/** The part of a peer interval that is addresses, if any, and whether it holds groups too. */
export function addressesOf(
  remote: Interval,
  family: Family,
): { addresses: Interval | undefined; groups: boolean } {
  const { to } = anyLocal(family);
  return {
    addresses: remote.from <= to ? { from: remote.from, to: remote.to < to ? remote.to : to } : undefined,
    groups: remote.to >= firstGroup,
  };
}

/** Every address of a family. */
export const anyLocal = (family: Family): Interval => ({
  from: 0n,
  to: (1n << BigInt(addressBits[family])) - 1n,
});

/** The machine's own addresses in a network. */
export const localCidr = (cidr: Cidr): Interval => ({ from: cidr.from, to: cidr.to });

/** The properties by which boxes of one direction and family differ. */
export const axes = ["protocol", "ports", "codes", "remote", "local"] as const;
export type Axis = (typeof axes)[number];

const isComparable = (a: Traffic, b: Traffic) => a.direction === b.direction && a.family === b.family;

/** Whether some packet is in both boxes. */
export const overlaps = (a: Traffic, b: Traffic): boolean =>
  isComparable(a, b) && axes.every((axis) => a[axis].from <= b[axis].to && b[axis].from <= a[axis].to);

/** Whether every packet of `inner` is in `outer`. */
export const encloses = (outer: Traffic, inner: Traffic): boolean =>
  isComparable(outer, inner) &&
  axes.every((axis) => outer[axis].from <= inner[axis].from && inner[axis].to <= outer[axis].to);

/** What two boxes that overlap have in common, in the direction and family of the first. */
export function overlapOf(a: Traffic, b: Traffic): Traffic {
  const parts = axes.map((axis) => {
    const from = a[axis].from > b[axis].from ? a[axis].from : b[axis].from;
    const to = a[axis].to < b[axis].to ? a[axis].to : b[axis].to;
    return [axis, { from, to }] as const;
  });
  return { ...a, ...Object.fromEntries(parts) };
}

/** Half of all IPv4 addresses, and half of the IPv6 addresses that are given out worldwide (2000::/3). */
const halfTheWorld: Readonly<Record<Family, bigint>> = { IPv4: 1n << 31n, IPv6: 1n << 124n };

/** Whether the peers are practically the whole world: any address, or half of all. */
export function isWorldwide({ remote, family }: Traffic): boolean {
  const { addresses } = addressesOf(remote, family);
  return addresses !== undefined && isHalfOfTheWorld(addresses.to - addresses.from + 1n, family);
}

/** Whether a number of addresses is half of the world or more. */
export const isHalfOfTheWorld = (count: bigint, family: Family): boolean => count >= halfTheWorld[family];
