import type { Family } from "../../net/cidr";
import { parseCidr } from "../../net/cidr";
import { groupUrl } from "../api/ids";
import { isWaldurProtocol, protocolNumber } from "./protocols";
import { ANY, anyAddress, protocolFor, type Rule, SELF } from "./rule";
import type { NewWireRule, WireRule } from "../api/schema";

/** The group that rules belong to, and where it lives. */
export interface RuleHome {
  apiUrl: string;
  /** Undefined while the group is not made yet; its rules can't name it then. */
  id?: string;
  /** Whether the server takes protocol numbers; undefined where that is not known. */
  numbers?: boolean | undefined;
}

/** What the server has, in canonical form. Values that nobody would write stay as they are. */
export function fromWire(wire: WireRule, id: string): Rule {
  const ethertype: Family = wire.ethertype === "IPv6" ? "IPv6" : "IPv4";
  const group = wire.remote_group_uuid ?? undefined;
  return {
    direction: wire.direction === "egress" ? "egress" : "ingress",
    ethertype,
    protocol: protocolFor(ethertype, wire.protocol),
    fromPort: limit(wire.from_port),
    toPort: limit(wire.to_port),
    cidr: group === undefined ? canonicalCidr(wire.cidr, ethertype) : undefined,
    remoteGroup: group === id ? SELF : group,
    description: wire.description === "" ? undefined : wire.description,
  };
}

/** A rule as it is sent to be recreated. */
export function toWire(rule: Rule, { apiUrl, id = SELF, numbers }: RuleHome): NewWireRule {
  const group = rule.remoteGroup === SELF ? id : rule.remoteGroup;
  return {
    direction: rule.direction,
    ethertype: rule.ethertype,
    protocol: isAnyIcmpV6(rule) && numbers === true ? ICMPV6 : wireProtocol(rule.protocol),
    from_port: rule.fromPort ?? ANY,
    to_port: rule.toPort ?? ANY,
    cidr: rule.cidr ?? null,
    description: rule.description ?? "",
    remote_group: group === undefined ? null : groupUrl(apiUrl, group),
  };
}

/**
 * A rule as it is sent to be left alone: exactly as it was read, since OpenStack recreates a rule when its spelling
 * differs. Waldur does not take all of them, see `fateOf`.
 */
export function asRead(wire: WireRule): NewWireRule {
  const { id, direction, ethertype, protocol, from_port, to_port, cidr, description, remote_group } = wire;
  return { id, direction, ethertype, protocol, from_port, to_port, cidr, description, remote_group };
}

/**
 * OpenStack keeps this number by its source, where it renames `icmp`: a rule with it should not be recreated by each push.
 * With a number Waldur takes no type and code.
 */
const ICMPV6 = "58";

const isAnyIcmpV6 = ({ ethertype, protocol, fromPort, toPort }: Rule) =>
  ethertype === "IPv6" && protocol === "icmp" && fromPort === undefined && toPort === undefined;

const limit = (port: number) => (port === ANY ? undefined : port);

/** Other protocols go by their number, which newer servers take; names come from imports only. */
const wireProtocol = (protocol: string) =>
  isWaldurProtocol(protocol) ? protocol : String(protocolNumber(protocol) ?? protocol);

function canonicalCidr(cidr: string | null, ethertype: Family): string {
  if (cidr === null || cidr === "") return anyAddress(ethertype);
  const network = parseCidr(cidr);
  return "problem" in network ? cidr : network.text;
}
