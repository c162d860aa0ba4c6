import { type WideningFields, withoutEmptyValues } from "../../rules/values";
import { fieldHint, emptyListRemarks, icmpRemarks } from "../../rules/hints";
import type { Fields, ReadingOptions, Report, RuleLanguage, RuleReading } from "../../rules/rule-map";
import { isUnknown, UNKNOWN } from "../../rules/unknowns";
import { unquoted } from "../../text/printable";
import type { Rule, RuleDraft } from "./args";
import { ruleKey, ruleLabel } from "./codec";
import { codec } from "./fields";
import { readPeers } from "./peers";
import { ANY_PORTS, readPorts } from "./ports";
import { ANY_PROTOCOL, isIPv6Only, protocolFor } from "./protocols";

const PEERS = ["cidr", "cidrs", "remoteGroup", "peer"];

/** Without a peer a rule is for anywhere, without ports for all, without a protocol for any. */
const WIDENING: WideningFields = {
  remedies: codec.remedies,
  others: (field) => (PEERS.includes(field) ? PEERS.filter((other) => other !== field) : []),
  takesEmptyText: (field) => field === "protocol",
};

/** Reads one rule of a program: its conveniences, defaults and spellings become canonical rules. */
function readRule(given: Fields, options: ReadingOptions): RuleReading<Rule> {
  const problems: string[] = [];
  const report: Report = (problem) => problems.push(problem);
  const raw = withoutEmptyValues(given, WIDENING, report);

  for (const field of Object.keys(raw)) {
    if (!codec.isGiven(field)) {
      report(`a rule has no field ${field}: ${fieldHint(field, codec.givenNames, MEANINGS)}`);
    }
  }
  if (
    (raw["remoteGroupName"] ?? undefined) !== undefined &&
    (raw["remoteGroup"] ?? undefined) === undefined
  ) {
    report(
      "remoteGroupName is only what messages say: write remoteGroup, the group itself, its uuid or its URL",
    );
  }
  const alone = codec.readAlone(raw, report);
  const { direction = "ingress", protocol: named, ethertype } = alone;
  const protocol = named ?? ANY_PROTOCOL;
  const family = ethertype ?? familyOf(protocol);
  const why = isIPv6Only(protocol) ? inIPv4(protocol) : undefined;
  const peers = readPeers(raw, family, { ...options, why }, report);
  const portsFor = (ethertype: RuleDraft["ethertype"] | undefined, tell: Report) =>
    named === undefined ? ANY_PORTS : readPorts(inFamily(raw, ethertype), named, tell);
  const [first] = peers;
  const ports = portsFor(first?.ethertype, report);

  const known = { direction, ethertype: family ?? peers[0]?.ethertype, protocol, ...ports };
  if (why !== undefined && peers.some((peer) => peer.ethertype === "IPv4")) report(why);
  const drafts = peers.map((peer): RuleDraft => ({
    ...alone,
    ...known,
    ...(peer === first ? ports : portsFor(peer.ethertype, () => undefined)),
    ...peer,
    protocol: isUnknown(peer.ethertype) ? protocol : protocolFor(peer.ethertype, protocol),
  }));
  const said = named ?? unquoted(raw["protocol"]);
  return {
    label: ruleLabel({ ...known, protocol: said }),
    drafts: problems.length === 0 ? drafts : [],
    problems,
    remarks: [...emptyListRemarks(raw), ...icmpRemarks(known)],
    isSourceless: direction !== "egress" && !PEERS.some((field) => Object.hasOwn(raw, field)),
  };
}

/** What stands here for the fields of presets and other providers. */
const MEANINGS = {
  firstPort: "did you mean fromPort, or ports for both ends?",
  lastPort: "did you mean toPort, or ports for both ends?",
  ports: "did you mean ports?",
  peer: "did you mean cidr or remoteGroup?",
  network: "did you mean cidr?",
  networks: "did you mean cidrs?",
  group: "did you mean remoteGroup?",
  self: 'write remoteGroup: "self"',
  protocol: "did you mean protocol?",
} as const;

/** Echo request is type 8 in ICMP (RFC 792) and 128 in ICMPv6 (RFC 4443). */
function inFamily(raw: Fields, ethertype: RuleDraft["ethertype"] = "IPv4"): Fields {
  if (raw["icmpType"] !== "echo-request") return raw;
  return { ...raw, icmpType: isUnknown(ethertype) ? UNKNOWN : ethertype === "IPv6" ? 128 : 8 };
}

/** A peer that may turn out to be a group stands for a rule of each family, or for one of a network. */
const isOpen = ({ cidr, remoteGroup }: RuleDraft) => isUnknown(cidr) && isUnknown(remoteGroup);

/** Waldur's rules, as `rules/rule-map.ts` needs to know them. */
export const ruleLanguage: RuleLanguage<Rule> = {
  read: readRule,
  stored: (raw) => codec.stored(raw),
  key: ruleKey,
  isOpen,
  merged: (one, other) => codec.merged(one, other),
};

/** The same for the rules of a group that is known, which may name it by its id. */
export function ruleLanguageOf(group: string): RuleLanguage<Rule> {
  const read = (raw: Fields, options: ReadingOptions) => {
    const reading = readRule(raw, options);
    const named = (draft: RuleDraft) =>
      draft.remoteGroup === group ? { ...draft, remoteGroup: "self" } : draft;
    return { ...reading, drafts: reading.drafts.map(named) };
  };
  return { ...ruleLanguage, read };
}

/** A protocol of IPv6 alone says which family is meant. */
const familyOf = (protocol: string) => (isIPv6Only(protocol) ? "IPv6" : undefined);

/** What to do about an IPv4 address with a protocol of IPv6 alone. */
const inIPv4 = (protocol: string) =>
  protocol === "ipv6-icmp"
    ? 'ICMPv6 goes with IPv6 addresses only: write protocol: "icmp" for IPv4'
    : `${protocol} goes with IPv6 addresses only, so OpenStack refuses it: write an IPv6 network or ethertype: "IPv6"`;
