import { type Family, type Range } from "./address";

export type Direction = "ingress" | "egress";

/** A packet that opens a connection, or belongs to none. */
export interface Packet {
  readonly direction: Direction;
  readonly family: Family;
  /** IANA number. */
  readonly protocol: number;
  /** The port that it goes to; its type in ICMP. */
  readonly port: number;
  /** Its code in ICMP. */
  readonly code: number;
  /** The other side. */
  readonly remote: bigint;
  /** The group that the other side is in; `self` is the one whose rules are judged. */
  readonly group?: string | undefined;
  /** The server's own address. */
  readonly local: bigint;
}

/** Whether rules let a packet through; `maybe` if that is unknown. */
export type Verdict = "yes" | "maybe" | "no";

/** From the least that is let through to the most. */
export const VERDICTS: readonly Verdict[] = ["no", "maybe", "yes"];

/** Limits of packets; what is left out is not limited. */
export interface Limits {
  readonly direction: Direction;
  readonly families: readonly Family[];
  readonly protocols?: { readonly from: number; readonly to: number };
  readonly ports?: { readonly from: number; readonly to: number };
  readonly codes?: { readonly from: number; readonly to: number };
  /** Where the other side is; a group by its name. Left out: everywhere, and in every group. */
  readonly remote?: Range | { readonly group: string } | { readonly anyGroup: "all" | "others" };
  readonly local?: Range;
}

/** A rule of a group, as the server has it. */
export interface LiveRule {
  readonly id: string;
  readonly certain: readonly Limits[];
  /** What it may allow beyond that. */
  readonly perhaps: readonly Limits[];
}

const within = (value: number, range: { from: number; to: number } | undefined) =>
  range === undefined || (range.from <= value && value <= range.to);

export const inRange = (address: bigint, family: Family, range: Range | undefined): boolean =>
  range === undefined || (range.family === family && range.from <= address && address <= range.to);

/** A group that no rule names. */
export const UNNAMED = "another";

export function fits(packet: Packet, limits: Limits): boolean {
  const { direction, families, protocols, ports, codes, remote, local } = limits;
  if (packet.direction !== direction || !families.includes(packet.family)) return false;
  if (!within(packet.protocol, protocols) || !within(packet.port, ports) || !within(packet.code, codes))
    return false;
  if (!inRange(packet.local, packet.family, local)) return false;
  if (remote === undefined) return true;
  if ("anyGroup" in remote) return packet.group !== undefined;
  if ("group" in remote) return packet.group === remote.group;
  return inRange(packet.remote, packet.family, remote);
}

export function verdict(packet: Packet, rules: readonly LiveRule[]): Verdict {
  if (rules.some(({ certain }) => certain.some((limits) => fits(packet, limits)))) return "yes";
  return rules.some(({ perhaps }) => perhaps.some((limits) => fits(packet, limits))) ? "maybe" : "no";
}

/** Whether the other side is in none of the networks that are named, so that only its group counts. */
export const isElsewhere = ({ remote: address, family }: Packet, limits: readonly Limits[]): boolean =>
  !limits.some(({ remote }) => remote !== undefined && "from" in remote && inRange(address, family, remote));

/** A packet in words, for reports. */
export function packetText({
  direction,
  family,
  protocol,
  port,
  code,
  remote,
  group,
  local,
}: Packet): string {
  const other = group === undefined ? shown(remote, family) : `group ${group} (${shown(remote, family)})`;
  const side = direction === "ingress" ? `from ${other}` : `to ${other}`;
  return `${direction} ${family} protocol ${protocol} ${port}/${code} ${side} own ${shown(local, family)}`;
}

const shown = (address: bigint, family: Family) =>
  family === "IPv4"
    ? [24n, 16n, 8n, 0n].map((bits) => (address >> bits) & 255n).join(".")
    : address
        .toString(16)
        .padStart(32, "0")
        .replace(/(.{4})(?=.)/g, "$1:");
