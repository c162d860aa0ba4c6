import { type Cidr, type Family, parseCidr } from "../provider/core/net/cidr";
import { parsePorts } from "../provider/core/net/ports";
import { ECHO_REQUEST, ECHO_REQUEST_V6, serviceLimits } from "../provider/core/traffic/services";
import type { ServiceName } from "../provider/core/net/services";
import {
  anyRemote,
  ICMP,
  ICMPV6,
  type Interval,
  localCidr,
  remoteCidr,
  remoteGroup,
  traffic,
  type TrafficLimits,
} from "../provider/core/traffic/traffic";
import type { TrafficSet } from "../provider/core/traffic/set";
import { parseId } from "../provider/waldur/api/ids";
import { SELF } from "../provider/waldur/rule/rule";
import { idOf } from "./group-rules";
import { type GroupResource, isGroup } from "./subject";

/**
 * The other side: a host or network such as `198.51.100.7` or `10.0.0.0/8`, a group (the resource, its uuid or its
 * URL), `"self"` for the group that is asked, or `"anywhere"` for the whole world.
 */
export type Peer = string | GroupResource;

/** What is asked about. Of several protocols, all are asked about; without any, it is all traffic. */
export interface TrafficQuery {
  /** A port, or `from-to`. */
  tcp?: number | string;
  /** A port, or `from-to`. */
  udp?: number | string;
  /** A type of ICMP, or of ICMPv6 with IPv6 addresses; with or without a code. */
  icmp?: number | { type: number; code?: number };
  /** An IANA protocol number with all its ports, 6 for all of TCP. */
  protocol?: number;
  /** All that a service listens on. */
  service?: ServiceName | "ping";
  /** Where it comes from. Without `from` and `to`: from everybody. */
  from?: Peer;
  /** Where it goes to. */
  to?: Peer;
  /** Own address of the machine behind the firewall. @default every one */
  at?: string;
  /** @default the family of the address, else both */
  ethertype?: Family;
}

const FIELDS: readonly string[] = [
  "tcp",
  "udp",
  "icmp",
  "protocol",
  "service",
  "from",
  "to",
  "at",
  "ethertype",
] satisfies (keyof TrafficQuery)[];

/** Whether the other side is the whole world, rather than everybody. */
export const isAboutTheWorld = ({ from, to }: TrafficQuery): boolean => (from ?? to) === "anywhere";

/**
 * The traffic that is asked about.
 * @param self the id of the group that is asked, which its own rules call `self`
 * @throws {Error} for a question that makes no sense: an answer would mean nothing
 */
export async function askedTraffic(query: TrafficQuery, self?: string): Promise<TrafficSet> {
  const { from, to, at, ethertype } = query;
  for (const [field, value] of Object.entries(query)) {
    if (!FIELDS.includes(field))
      throw new Error(`nobody can ask about ${field}: ask about ${FIELDS.join(", ")}`);
    if (value === undefined) throw new Error(`${field} is undefined: give it a value or leave it out`);
  }
  if (from !== undefined && to !== undefined) {
    throw new Error(
      "this asks about two ways at once: leave out from or to; the machine's own address is at",
    );
  }
  const peer = await peerOf(from ?? to ?? "anywhere", self);
  const own = at === undefined ? undefined : networkOf(at);
  const families = familiesOf(ethertype, peer.family, own?.family);
  return families.flatMap((family) =>
    limitsOf(query, family).map((limits) =>
      traffic({
        ...limits,
        direction: to === undefined ? "ingress" : "egress",
        family,
        remote: peer.remote,
        ...(own && { local: localCidr(own) }),
      }),
    ),
  );
}

async function peerOf(peer: Peer, self: string | undefined): Promise<{ remote: Interval; family?: Family }> {
  const group = (id: string) => ({ remote: remoteGroup(id === self ? SELF : id) });
  if (typeof peer !== "string") return group(await idOf(groupIn(peer)));
  if (peer === "anywhere") return { remote: anyRemote };
  const id = peer === SELF ? SELF : parseId(peer);
  if (id !== undefined) return group(id);
  const network = networkOf(peer);
  return { remote: remoteCidr(network), family: network.family };
}

/** A program without types can pass anything. */
function groupIn(peer: unknown): GroupResource {
  if (isGroup(peer)) return peer;
  throw new TypeError(
    'from and to have to be an address, a group (the resource itself), "self" or "anywhere"',
  );
}

function networkOf(text: string): Cidr {
  const network = parseCidr(text, { bareHost: true });
  if ("problem" in network) throw new Error(network.message);
  return network;
}

function familiesOf(...given: (Family | undefined)[]): readonly Family[] {
  const families = [...new Set(given.filter((family) => family !== undefined))];
  if (families.length > 1) throw new Error("this asks about IPv4 and IPv6 at once: no packet has both");
  return families.length === 0 ? ["IPv4", "IPv6"] : families;
}

type Limits = Pick<TrafficLimits, "protocol" | "ports" | "codes">;

function limitsOf({ tcp, udp, icmp, protocol, service }: TrafficQuery, family: Family): Limits[] {
  const limits = [
    ...(tcp === undefined ? [] : [{ protocol: 6, ports: portsOf(tcp) }]),
    ...(udp === undefined ? [] : [{ protocol: 17, ports: portsOf(udp) }]),
    ...(icmp === undefined ? [] : [icmpLimits(icmp, family)]),
    ...(protocol === undefined ? [] : [{ protocol }]),
    ...(service === undefined ? [] : serviceIn(family, service)),
  ];
  return limits.length === 0 ? [{}] : limits;
}

function serviceIn(family: Family, service: ServiceName | "ping"): Limits[] {
  if (service !== "ping") return serviceLimits(service);
  return [icmpLimits({ type: family === "IPv6" ? ECHO_REQUEST_V6 : ECHO_REQUEST, code: 0 }, family)];
}

function icmpLimits(icmp: NonNullable<TrafficQuery["icmp"]>, family: Family): Limits {
  const { type, code } = typeof icmp === "number" ? { type: icmp } : icmp;
  const protocol = family === "IPv6" ? ICMPV6 : ICMP;
  return { protocol, ports: type, ...(code !== undefined && { codes: code }) };
}

function portsOf(text: number | string) {
  const ports = parsePorts(text);
  if ("problem" in ports) throw new Error(ports.problem);
  return ports;
}
