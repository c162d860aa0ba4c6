import { ANY_PROTOCOL } from "./protocols";
import { type Rule, SELF } from "./rule";

/** `ingress IPv4 tcp 443 from 0.0.0.0/0`, `egress IPv6 icmp type 128 code 0 to this group`. */
const KEY = new RegExp(
  [
    "^(?<direction>ingress|egress) (?<ethertype>IPv4|IPv6) (?:protocol )?(?<protocol>.+?)",
    "(?: type (?<type>\\d+))?(?: code (?<code>\\d+))?(?: (?<from>\\d+)(?:-(?<to>\\d+))?)?",
    " (?:from|to) (?:(?<self>this group)|group (?<group>.+)|(?<cidr>.+))$",
  ].join(""),
);

/**
 * The rule that a readable key stands for, without its description; undefined for any other string. Keys are what
 * state has of rules.
 */
export function parseRuleKey(key: string): Rule | undefined {
  const parts = KEY.exec(key)?.groups;
  if (parts === undefined) return undefined;
  const { direction, ethertype, protocol = "", type, code, from = type, to = code ?? parts["from"] } = parts;
  const { self, group = self && SELF, cidr } = parts;
  return {
    direction: direction === "egress" ? "egress" : "ingress",
    ethertype: ethertype === "IPv6" ? "IPv6" : "IPv4",
    protocol: protocol === "any" ? ANY_PROTOCOL : protocol,
    ...(from === undefined ? {} : { fromPort: Number(from) }),
    ...(to === undefined ? {} : { toPort: Number(to) }),
    ...(group === undefined ? { cidr } : { remoteGroup: group }),
  };
}
