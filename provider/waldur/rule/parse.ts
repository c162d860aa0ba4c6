import type { Fields, ReadingOptions, Report, RuleLanguage, RuleReading } from "../../core/rules/rule-map";
import { isUnknown, UNKNOWN } from "../../core/rules/unknowns";
import { wordOf } from "../../core/rules/word";
import { directionHint, serviceHint } from "../../core/rules/hints";
import { didYouMean } from "../../core/text/nearest";
import { readPeers } from "./parse-peers";
import { ANY_PORTS, readPorts } from "./parse-ports";
import { ANY_PROTOCOL, canonicalProtocol, protocolNames, protocolNumber } from "./protocols";
import { protocolFor, readStoredRule, type Rule, type RuleDraft } from "./rule";
import { ruleKey, ruleLabel } from "./key";
import { quoted, unquoted } from "../../core/text/quoted";

/** The fields that a rule may have in a program. */
const FIELDS = [
  "direction",
  "ethertype",
  "protocol",
  "ports",
  "fromPort",
  "toPort",
  "icmpType",
  "icmpCode",
  "cidr",
  "cidrs",
  "remoteGroup",
  "peer",
  "description",
];

/** What lookups tell of a rule beside that. */
const TOLD = ["id", "remoteGroupName"];

const directions = ["ingress", "egress"] as const;
const DIRECTION = { field: "direction", words: directions, hint: directionHint(directions) };
const ETHERTYPE = { field: "ethertype", words: ["IPv4", "IPv6"] } as const;
const LONGEST_DESCRIPTION = 2000;

/** Reads one rule of a program: its conveniences, defaults and spellings become canonical rules. */
function readRule(raw: Fields, options: ReadingOptions): RuleReading<Rule> {
  const problems: string[] = [];
  const report: Report = (problem) => problems.push(problem);

  for (const field of Object.keys(raw)) {
    if (![...FIELDS, ...TOLD].includes(field)) {
      report(`a rule has no field ${field}: ${fieldHint(field)}`);
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
  const direction = wordOf(raw["direction"], DIRECTION, report) ?? "ingress";
  const named = readProtocol(raw["protocol"], report);
  const protocol = named ?? ANY_PROTOCOL;
  const description = readDescription(raw["description"], report);
  const given = wordOf(raw["ethertype"], ETHERTYPE, report) ?? familyOf(protocol);
  const peers = readPeers(raw, given, options, report);
  const portsFor = (ethertype: RuleDraft["ethertype"] | undefined, tell: Report) =>
    named === undefined ? ANY_PORTS : readPorts(inFamily(raw, ethertype), named, tell);
  const [first] = peers;
  const ports = portsFor(first?.ethertype, report);

  const known = { direction, ethertype: given ?? peers[0]?.ethertype, protocol, ...ports };
  if (protocol === "ipv6-icmp" && peers.some(({ ethertype }) => ethertype === "IPv4")) {
    report('ICMPv6 goes with IPv6 addresses only: write protocol: "icmp" for IPv4');
  }
  const drafts = peers.map((peer): RuleDraft => ({
    ...known,
    ...(peer === first ? ports : portsFor(peer.ethertype, () => undefined)),
    ...peer,
    protocol: isUnknown(peer.ethertype) ? protocol : protocolFor(peer.ethertype, protocol),
    description,
  }));
  const said = named ?? unquoted(raw["protocol"]);
  return {
    label: ruleLabel({ ...known, protocol: said }),
    drafts: problems.length === 0 ? drafts : [],
    problems,
  };
}

/** Fields that presets and other providers have, by what stands for them here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  from: "cidr or remoteGroup",
  to: "cidr or remoteGroup",
  source: "cidr or remoteGroup",
  destination: "cidr or remoteGroup",
  remoteIpPrefix: "cidr",
  cidrBlocks: "cidrs",
  securityGroups: "remoteGroup",
  portRangeMin: "fromPort",
  portRangeMax: "toPort",
};

function fieldHint(field: string): string {
  const meant = ELSEWHERE[field];
  if (meant !== undefined) return `did you mean ${meant}?`;
  return didYouMean(field, FIELDS, `it has ${FIELDS.join(", ")}`);
}

/** Echo request is type 8 in ICMP (RFC 792) and 128 in ICMPv6 (RFC 4443). */
function inFamily(raw: Fields, ethertype: RuleDraft["ethertype"] = "IPv4"): Fields {
  if (raw["icmpType"] !== "echo-request") return raw;
  return { ...raw, icmpType: isUnknown(ethertype) ? UNKNOWN : ethertype === "IPv6" ? 128 : 8 };
}

/** A peer that may turn out to be a group stands for a rule of each family, or for one of a network. */
const isOpen = ({ cidr, remoteGroup }: RuleDraft) => isUnknown(cidr) && isUnknown(remoteGroup);

/** Waldur's rules, as `core/rule-map` needs to know them. */
export const ruleLanguage: RuleLanguage<Rule> = {
  read: readRule,
  stored: readStoredRule,
  key: ruleKey,
  isOpen,
  merged: withOneDescription,
};

/** The same whatever the order of the rules: OpenStack recreates a rule whose description changes. */
function withOneDescription(one: Rule, other: Rule): Rule | undefined {
  if (one.description === other.description) return undefined;
  const given = [one.description, other.description].filter((text) => text !== undefined);
  return { ...one, description: given.toSorted()[0] };
}

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

function readProtocol(value: unknown, report: Report): string | undefined {
  if (value === undefined || value === null) return "";
  if (isUnknown(value)) return UNKNOWN;
  const protocol =
    typeof value === "string" || typeof value === "number" ? canonicalProtocol(`${value}`) : undefined;
  if (protocol !== undefined && (protocol === "" || protocolNumber(protocol) !== undefined)) return protocol;
  const list = `write one of ${protocolNames.join(", ")}, a number from 0 to 255, or "" for any`;
  const remedy = serviceHint(value) ?? didYouMean(protocol ?? "", protocolNames, list);
  report(`protocol ${quoted(value)} is unknown: ${remedy}`);
  return undefined;
}

/** ICMPv6 by its own name says which family is meant. */
const familyOf = (protocol: string) => (protocol === "ipv6-icmp" ? "IPv6" : undefined);

function readDescription(value: unknown, report: Report): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (isUnknown(value)) return UNKNOWN;
  if (typeof value !== "string") {
    report("description is not a text");
    return undefined;
  }
  const text = value.trim();
  if (text.length > LONGEST_DESCRIPTION) {
    report(`description has ${text.length} characters: ${LONGEST_DESCRIPTION} are the most`);
  }
  return text === "" ? undefined : text;
}
