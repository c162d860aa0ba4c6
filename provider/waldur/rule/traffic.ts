import { parseCidr } from "../../net/ranges";
import type { RuleTraffic } from "../../traffic/explain";
import { remoteCidr, remoteGroup, traffic, type Traffic } from "../../traffic/traffic";
import { ANY_PROTOCOL, protocolNumber, type Rule } from "./args";
import { SELF } from "./fields";

/** The traffic that a rule allows. A protocol that only the server knows stands for none. */
export function ruleTraffic(rule: Rule): Traffic[] {
  const { direction, ethertype, protocol, cidr } = rule;
  const number = protocol === "icmp" && ethertype === "IPv6" ? 58 : protocolNumber(protocol);
  if (number === undefined && protocol !== ANY_PROTOCOL) return [];
  const network = cidr === undefined ? undefined : parseCidr(cidr);
  if (network !== undefined && "problem" in network) return [];
  const remote = network === undefined ? remoteGroup(rule.remoteGroup ?? SELF) : remoteCidr(network);
  const limits = {
    direction,
    family: ethertype,
    remote,
    ...(number === undefined ? {} : { protocol: number }),
  };
  return [traffic({ ...limits, ...portLimits(rule) })];
}

/**
 * The traffic that a rule allows, as far as it is known: one in words that only the server knows may allow everything of its
 * direction. An address of IPv4 and one of IPv6 never stand for each other here, as each rule has one ethertype.
 */
export function knownTraffic(rule: Rule): RuleTraffic {
  const known = ruleTraffic(rule);
  if (known.length > 0) return { traffic: known };
  const { direction } = rule;
  const families = ["IPv4", "IPv6"] as const;
  return { traffic: [], possible: families.map((family) => traffic({ direction, family })) };
}

function portLimits({ protocol, fromPort, toPort }: Rule) {
  if (fromPort === undefined) return {};
  if (protocol !== "icmp") return { ports: { from: fromPort, to: toPort ?? fromPort } };
  return { ports: fromPort, ...(toPort === undefined ? {} : { codes: toPort }) };
}
