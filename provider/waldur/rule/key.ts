import { portsText } from "../../net/ports";
import { UNKNOWN_WORD } from "../../rules/rule-map";
import { isUnknown, nameOfUnknown } from "../../rules/unknowns";
import { type RuleDraft, SELF } from "./rule";

/**
 * The readable identity of a rule: everything but its description, which OpenStack does not count either.
 * `ingress IPv4 tcp 443 from 0.0.0.0/0`, `egress IPv6 any to ::/0`, `ingress IPv4 icmp type 8 code 0 from this group`.
 */
export function ruleKey(rule: RuleDraft): string {
  return `${ruleLabel(rule)} ${endWord(rule)} ${peerText(rule)}`;
}

/** What a rule is about, without the other side: `ingress IPv4 tcp 443`. */
export function ruleLabel(rule: Partial<RuleDraft>): string {
  const { direction, ethertype } = rule;
  // An unknown ethertype comes with an unknown address, which is named anyway.
  const family = ethertype === undefined || isUnknown(ethertype) ? [] : [ethertype];
  return [word(direction ?? "ingress"), ...family, protocolText(rule), ...portWords(rule)].join(" ");
}

function protocolText({ protocol = "" }: Partial<RuleDraft>): string {
  if (protocol === "") return "any";
  return /^\d+$/.test(protocol) ? `protocol ${protocol}` : word(protocol);
}

function portWords({ protocol, fromPort: from, toPort: to }: Partial<RuleDraft>): string[] {
  if (isUnknown(from) || isUnknown(to)) return [UNKNOWN_WORD];
  if (protocol === "icmp")
    return [...(from === undefined ? [] : [`type ${from}`]), ...(to === undefined ? [] : [`code ${to}`])];
  return from === undefined ? [] : [portsText({ from, to: to ?? from })];
}

const endWord = ({ direction }: RuleDraft) => (direction === "egress" ? "to" : "from");

function peerText({ cidr, remoteGroup }: RuleDraft): string {
  if (isUnknown(remoteGroup) && isUnknown(cidr)) return UNKNOWN_WORD;
  if (remoteGroup === undefined) return word(cidr ?? "anywhere");
  if (remoteGroup === SELF) return "this group";
  return `group ${word(remoteGroup)}`;
}

function word(text: string): string {
  if (!isUnknown(text)) return text;
  const name = nameOfUnknown(text);
  return name === undefined ? UNKNOWN_WORD : `(unknown ${name})`;
}
