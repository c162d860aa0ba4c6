import { type Cidr, type Family, parseCidr } from "../../net/ranges";
import type { RuleTraffic } from "../../traffic/explain";
import type { TrafficSet } from "../../traffic/set";
import {
  anyLocal,
  anyRemote,
  ICMP,
  ICMPV6,
  type Interval,
  localCidr,
  type Traffic,
  traffic,
} from "../../traffic/traffic";
import { protocolNumbers, type Rule } from "./args";

/**
 * The traffic that a rule allows. An address that is left out, which is how `0.0.0.0/0` is sent too, admits both families:
 * so nothing that may be open counts as closed. A rule with unknown words allows nothing that could be relied
 * on.
 */
export function ruleTraffic(rule: Rule): Traffic[] {
  return (["IPv4", "IPv6"] as const).flatMap((family) => boxOf(rule, family) ?? []);
}

/**
 * The traffic that a rule allows, as far as it is known: one with unknown words may allow everything of its
 * direction. One that limits no address, which is how `0.0.0.0/0` is sent too, allows IPv4 for certain; whether it admits IPv6
 * is not documented, so it may. `::/0` is IPv6 alone.
 */
export function knownTraffic(rule: Rule): RuleTraffic {
  const possible = ruleTraffic(rule);
  if (possible.length === 0) return { traffic: [], possible: ruleTraffic({ direction: rule.direction }) };
  const traffic = possible.length > 1 ? possible.filter(({ family }) => family === "IPv4") : possible;
  return traffic.length === possible.length ? { traffic } : { traffic, possible };
}

/**
 * The part of a question that must be allowed for the answer yes. e24cloud documents no addresses but those of IPv4: of a
 * question about both families it is that part; whether a rule without an address admits IPv6 is not known.
 */
export function documentedPart(asked: TrafficSet): TrafficSet {
  const overIPv4 = asked.filter(({ family }) => family === "IPv4");
  return overIPv4.length > 0 ? overIPv4 : asked;
}

function boxOf(rule: Rule, family: Family): Traffic | undefined {
  const ingress = rule.direction === "IN";
  const [far, near] = ingress ? [rule.srcAddress, rule.dstAddress] : [rule.dstAddress, rule.srcAddress];
  const remote = far === undefined ? anyRemote : addressesOf(far, family, peers);
  const local = near === undefined ? anyLocal(family) : addressesOf(near, family, localCidr);
  const protocol = protocolNumber(rule.protocol, family);
  if (remote === undefined || local === undefined || protocol === "unheard of") return undefined;
  return traffic({
    direction: ingress ? "ingress" : "egress",
    family,
    protocol,
    ports: rule.icmpType ?? portsOf(rule),
    codes: rule.icmpCode,
    remote,
    local,
  });
}

/**
 * No rule here names a group. So what only groups have goes with the last address, and networks that are together all
 * addresses are anywhere.
 */
function peers(cidr: Cidr): Interval {
  const { from, to } = localCidr(cidr);
  return { from, to: to === anyLocal(cidr.family).to ? anyRemote.to : to };
}

function addressesOf(text: string, family: Family, interval: (cidr: Cidr) => Interval): Interval | undefined {
  const cidr = parseCidr(text);
  return "problem" in cidr || cidr.family !== family ? undefined : interval(cidr);
}

function portsOf({ minPort, maxPort }: Rule) {
  return minPort === undefined || maxPort === undefined ? undefined : { from: minPort, to: maxPort };
}

function protocolNumber(protocol: string | undefined, family: Family): number | undefined | "unheard of" {
  if (protocol === undefined) return undefined;
  const numbers: Readonly<Record<string, number>> = protocolNumbers;
  const number = (Object.hasOwn(numbers, protocol) ? numbers[protocol] : undefined) ?? "unheard of";
  return number === ICMP && family === "IPv6" ? ICMPV6 : number;
}
