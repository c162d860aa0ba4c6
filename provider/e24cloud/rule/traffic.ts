import { type Family, parseCidr } from "../../core/net/cidr";
import {
  anyLocal,
  anyRemote,
  ICMP,
  ICMPV6,
  type Interval,
  localCidr,
  remoteCidr,
  type Traffic,
  traffic,
} from "../../core/traffic/traffic";
import { protocolNumbers, type Rule } from "./rule";

/**
 * The traffic that a rule allows. A rule without addresses holds for both families. A rule in words that nobody here
 * knows allows nothing that could be relied on.
 */
export function trafficOf(rule: Rule): Traffic[] {
  return (["IPv4", "IPv6"] as const).flatMap((family) => boxOf(rule, family) ?? []);
}

function boxOf(rule: Rule, family: Family): Traffic | undefined {
  const ingress = rule.direction === "IN";
  const [far, near] = ingress ? [rule.srcAddress, rule.dstAddress] : [rule.dstAddress, rule.srcAddress];
  const remote = far === undefined ? anyRemote : addressesOf(far, family, remoteCidr);
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

function addressesOf(
  text: string,
  family: Family,
  interval: typeof remoteCidr | typeof localCidr,
): Interval | undefined {
  const cidr = parseCidr(text);
  return "problem" in cidr || cidr.family !== family ? undefined : interval(cidr);
}

function portsOf({ minPort, maxPort }: Rule) {
  return minPort === undefined || maxPort === undefined ? undefined : { from: minPort, to: maxPort };
}

function protocolNumber(protocol: string | undefined, family: Family): number | undefined | "unheard of" {
  if (protocol === undefined) return undefined;
  const numbers: Readonly<Record<string, number>> = protocolNumbers;
  const number = numbers[protocol] ?? "unheard of";
  return number === ICMP && family === "IPv6" ? ICMPV6 : number;
}
