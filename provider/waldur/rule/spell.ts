import type { RuleArgs } from "./args";
import { ANY_PROTOCOL, hasPorts } from "./protocols";
import type { Rule } from "./rule";

/** A rule as a person would write it in a program, which means the same. */
export function spellRule(rule: Rule): RuleArgs {
  const { direction, ethertype, protocol, cidr, remoteGroup, description } = rule;
  return {
    ...(direction === "egress" ? { direction } : {}),
    // A network has a family.
    ...(cidr === undefined && ethertype === "IPv6" ? { ethertype } : {}),
    ...(protocol === ANY_PROTOCOL ? {} : { protocol }),
    ...spellPorts(rule),
    ...(cidr === undefined ? {} : { cidr }),
    ...(remoteGroup === undefined ? {} : { remoteGroup }),
    ...(description === undefined ? {} : { description }),
  };
}

function spellPorts({ protocol, fromPort, toPort }: Rule): RuleArgs {
  if (fromPort !== undefined && toPort !== undefined && hasPorts(protocol)) {
    return { ports: fromPort === toPort ? fromPort : `${fromPort}-${toPort}` };
  }
  const [first, last] = protocol === "icmp" ? (["icmpType", "icmpCode"] as const) : FIELDS;
  return {
    ...(fromPort === undefined ? {} : { [first]: fromPort }),
    ...(toPort === undefined ? {} : { [last]: toPort }),
  };
}

const FIELDS = ["fromPort", "toPort"] as const;
