import type { Fields, ReadingOptions, Report, RuleLanguage, RuleReading } from "../../rules/rule-map";
import { isUnknown, UNKNOWN } from "../../rules/unknowns";
import { wordOf } from "../../rules/word";
import { type WideningFields, withoutEmptyValues } from "../../rules/empty-values";
import { directionHint, fieldHint, protocolHint } from "../../rules/hints";
import { didYouMean } from "../../text/nearest";
import { readPeers } from "./parse-peers";
import { ANY_PORTS, readPorts } from "./parse-ports";
import { emptyListRemarks, icmpRemarks } from "../../rules/remarks";
import { ANY_PROTOCOL, canonicalProtocol, isIPv6Only, protocolNames, protocolNumber } from "./protocols";
import { protocolFor, readStoredRule, type Rule, type RuleDraft } from "./rule";
import { ruleKey, ruleLabel } from "./key";
import { quoted, unquoted } from "../../text/quoted";

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

const PEERS = ["cidr", "cidrs", "remoteGroup", "peer"];
const PORTS = ["ports", "fromPort", "toPort", "icmpType", "icmpCode"];

const anywhereInstead = (written: string) => `set it, or write ${written} if anywhere is meant`;

/** Without a peer a rule is for anywhere, without ports for all, without a protocol for any. */
const WIDENING: WideningFields = {
  remedies: {
    cidr: anywhereInstead('cidr: "anywhere"'),
    cidrs: anywhereInstead('cidrs: ["anywhere"]'),
    peer: anywhereInstead('peer: "anywhere"'),
    remoteGroup: anywhereInstead('cidr: "anywhere" instead'),
    ...Object.fromEntries(PORTS.map((field) => [field, "set it, or leave it out if all are meant"])),
    protocol: 'set it, or write "" if any is meant',
  },
  others: (field) => (PEERS.includes(field) ? PEERS.filter((other) => other !== field) : []),
  takesEmptyText: (field) => field === "protocol",
};

/** What lookups also return of a rule. */
const TOLD = ["id", "remoteGroupName"];

const directions = ["ingress", "egress"] as const;
const DIRECTION = { field: "direction", words: directions, hint: directionHint(directions) };
const ETHERTYPE = { field: "ethertype", words: ["IPv4", "IPv6"] } as const;
/** Neutron's. Waldur takes 2000, and OpenStack then has neither the old rule nor the new one. */
const LONGEST_DESCRIPTION = 255;

/** Reads one rule of a program: its conveniences, defaults and spellings become canonical rules. */
function readRule(given: Fields, options: ReadingOptions): RuleReading<Rule> {
  const problems: string[] = [];
  const report: Report = (problem) => problems.push(problem);
  const raw = withoutEmptyValues(given, WIDENING, report);

  for (const field of Object.keys(raw)) {
    if (![...FIELDS, ...TOLD].includes(field)) {
      report(`a rule has no field ${field}: ${fieldHint(field, FIELDS, MEANINGS)}`);
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
  const ethertype = wordOf(raw["ethertype"], ETHERTYPE, report);
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
  if (value === undefined) return "";
  if (isUnknown(value)) return UNKNOWN;
  const protocol =
    typeof value === "string" || typeof value === "number" ? canonicalProtocol(`${value}`) : undefined;
  if (protocol !== undefined && (protocol === "" || protocolNumber(protocol) !== undefined)) return protocol;
  const list = `write one of ${protocolNames.join(", ")}, a number from 0 to 255, or "" for any`;
  const remedy = protocolHint(value, ANY_REMEDY) ?? didYouMean(protocol ?? "", protocolNames, list);
  report(`protocol ${quoted(value)} is unknown: ${remedy}`);
  return undefined;
}

const ANY_REMEDY = 'write protocol: "", or leave it out, for any';

/** A protocol of IPv6 alone says which family is meant. */
const familyOf = (protocol: string) => (isIPv6Only(protocol) ? "IPv6" : undefined);

/** What to do about an IPv4 address with a protocol of IPv6 alone. */
const inIPv4 = (protocol: string) =>
  protocol === "ipv6-icmp"
    ? 'ICMPv6 goes with IPv6 addresses only: write protocol: "icmp" for IPv4'
    : `${protocol} goes with IPv6 addresses only, so OpenStack refuses it: write an IPv6 network or ethertype: "IPv6"`;

function readDescription(value: unknown, report: Report): string | undefined {
  if (value === undefined) return undefined;
  if (isUnknown(value)) return UNKNOWN;
  if (typeof value !== "string") {
    report("description is not a string: write one, or leave it out");
    return undefined;
  }
  const text = value.trim();
  // Characters, as Neutron counts them, which are fewer than the UTF-16 units of a string.
  const { length } = [...text];
  if (length > LONGEST_DESCRIPTION) {
    report(`description has ${length} characters: ${LONGEST_DESCRIPTION} are the most that OpenStack takes`);
  }
  return text === "" ? undefined : text;
}
