import { type Cidr, type Family, parseCidr, parsePorts } from "../provider/net/ranges";
import { type ServiceName, serviceNames } from "../provider/net/services";
import { didYouMean } from "../provider/text/nearest";
import { ECHO_REQUEST, ECHO_REQUEST_V6, serviceLimits } from "../provider/traffic/format-protocols";
import type { TrafficSet } from "../provider/traffic/set";
import {
  anyRemote,
  type Direction,
  ICMP,
  ICMPV6,
  type Interval,
  localCidr,
  remoteCidr,
  traffic,
  type TrafficLimits,
} from "../provider/traffic/traffic";

/** What is asked about, without its ends. Of several protocols, all are asked about; without any, it is all traffic. */
export interface Question {
  /** A port, or `from-to`. */
  readonly tcp?: number | string;
  /** A port, or `from-to`. */
  readonly udp?: number | string;
  /** A type of ICMP, or of ICMPv6 with IPv6 addresses; with or without a code. */
  readonly icmp?: number | { readonly type: number; readonly code?: number };
  /** An IANA protocol number with all its ports, 6 for all of TCP. */
  readonly protocol?: number;
  /** All that a service listens on. */
  readonly service?: ServiceName | "ping";
  /** Own address of the machine behind the firewall. @default every one */
  readonly at?: string;
  /** @default the family of the address, else both */
  readonly ethertype?: Family;
}

/** The other end of what is asked about. */
export interface QuestionPeer {
  readonly remote: Interval;
  /** Undefined where it may be either. */
  readonly family?: Family;
}

/** The whole world. */
export const anyPeer: QuestionPeer = { remote: anyRemote };

/** A host or a network. @throws {Error} where it is neither */
export function networkPeer(text: string): QuestionPeer {
  const network = networkOf(text);
  return { remote: remoteCidr(network), family: network.family };
}

/**
 * The traffic that is asked about.
 * @throws {Error} for a question that makes no sense: an answer would mean nothing
 */
export function questionTraffic(question: Question, direction: Direction, peer: QuestionPeer): TrafficSet {
  const { at, ethertype } = question;
  const own = at === undefined ? undefined : networkOf(at);
  return familiesOf(ethertype, peer.family, own?.family).flatMap((family) =>
    limitsOf(question, family).map((limits) =>
      traffic({
        ...limits,
        direction,
        family,
        remote: peer.remote,
        ...(own && { local: localCidr(own) }),
      }),
    ),
  );
}

function networkOf(text: string): Cidr {
  const network = parseCidr(text, { bareHost: "plain" });
  if ("problem" in network) throw new Error(network.message);
  return network;
}

function familiesOf(...given: (Family | undefined)[]): readonly Family[] {
  const families = [...new Set(given.filter((family) => family !== undefined))];
  if (families.length > 1) throw new Error("this asks about IPv4 and IPv6 at once: no packet has both");
  return families.length === 0 ? ["IPv4", "IPv6"] : families;
}

type Limits = Pick<TrafficLimits, "protocol" | "ports" | "codes">;

function limitsOf({ tcp, udp, icmp, protocol, service }: Question, family: Family): Limits[] {
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
  if (service !== "ping") {
    // A program without types can ask about anything.
    if (!serviceNames.includes(service)) {
      const there = `there are ${serviceNames.join(", ")}, ping`;
      throw new Error(
        `there is no service "${String(service)}": ${didYouMean(String(service), serviceNames, there)}`,
      );
    }
    return serviceLimits(service);
  }
  return [icmpLimits({ type: family === "IPv6" ? ECHO_REQUEST_V6 : ECHO_REQUEST, code: 0 }, family)];
}

function icmpLimits(icmp: NonNullable<Question["icmp"]>, family: Family): Limits {
  const { type, code } = typeof icmp === "number" ? { type: icmp } : icmp;
  const protocol = family === "IPv6" ? ICMPV6 : ICMP;
  return { protocol, ports: type, ...(code !== undefined && { codes: code }) };
}

function portsOf(text: number | string) {
  const ports = parsePorts(text);
  if ("problem" in ports) throw new Error(ports.problem);
  return ports;
}
