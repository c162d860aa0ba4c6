import { parseCidr } from "../../core/net/cidr";
import { remoteCidr, remoteGroup, traffic, type Traffic } from "../../core/traffic/traffic";
import { ANY_PROTOCOL, protocolNumber } from "./protocols";
import { type Rule, SELF } from "./rule";

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

function portLimits({ protocol, fromPort, toPort }: Rule) {
  if (fromPort === undefined) return {};
  if (protocol !== "icmp") return { ports: { from: fromPort, to: toPort ?? fromPort } };
  return { ports: fromPort, ...(toPort === undefined ? {} : { codes: toPort }) };
}
