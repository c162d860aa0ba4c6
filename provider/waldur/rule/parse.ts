import { type Family, parseCidr, isAnywhere, parsePorts } from "../../net/ranges";
import {
  type Fields,
  type ReadingOptions,
  type Report,
  type RuleReader,
  type RuleReading,
  isUnknown,
  UNKNOWN,
  type Unknown,
  unknownCalled,
} from "../../rules/rule-map";
import { parseId } from "../api/ids";
import { anyAddress, SELF, ANY, codec, ruleKey, ruleLabel } from "./fields";
import { type RuleDraft, type Rule, hasPorts, ANY_PROTOCOL, isIPv6Only, protocolFor } from "./args";
import { quoted, unquoted } from "../../text/printable";
import {
  ELEMENT_REMEDY,
  lackOf,
  type WideningFields,
  withoutEmptyValues,
  fieldHint,
  emptyListRemarks,
  icmpRemarks,
} from "../../rules/values";
/** The other side of a rule, and the ethertype that follows from it. */
export type Peer = Pick<RuleDraft, "ethertype" | "cidr" | "remoteGroup">;

interface PeerOptions extends ReadingOptions {
  /** Why the protocol goes with one family only, where it does, and what to do. */
  readonly why?: string | undefined;
  /** What to write for a security group. */
  readonly groupRemedy?: string;
}

const AS_REMOTE_GROUP = "for a security group, set remoteGroup to the group or its id";
const AS_PEER = "for a security group, pass the group itself or its id, not its name";

/**
 * Reads `cidr`, `cidrs`, `remoteGroup` or `peer`: a peer for each network, or the one group. Without any of them it is any
 * address.
 */
export function readPeers(
  raw: Fields,
  ethertype: Family | Unknown | undefined,
  options: PeerOptions,
  report: Report,
): Peer[] {
  const { cidr = null, cidrs = null, remoteGroup = null, peer = null } = raw;
  const given = [cidr, cidrs, remoteGroup, peer].filter((one) => one !== null);
  if (given.length === 0) return anyNetwork(ethertype ?? "IPv4");
  if (given.length > 1) {
    report("set only one of cidr, cidrs, remoteGroup and peer");
    return [];
  }
  if (peer !== null) return readOpenPeer(peer, ethertype, options, report);
  if (remoteGroup !== null) return readGroup(called(remoteGroup, raw["remoteGroupName"]), ethertype, report);
  if (cidrs === null || isUnknown(cidrs)) return readNetwork(cidrs ?? cidr, ethertype, options, report);
  if (!Array.isArray(cidrs)) {
    report('cidrs is not a list: write cidrs: ["10.0.0.0/8"]');
    return [];
  }
  return cidrs.flatMap((one: unknown, position) => {
    const lack = lackOf(one);
    if (lack === undefined) return readNetwork(one, ethertype, options, report);
    report(`cidrs[${position}] ${lack}: ${ELEMENT_REMEDY}`);
    return [];
  });
}

/** Any address of a family, or of both. */
function anyNetwork(ethertype: Family | Unknown | undefined): Peer[] {
  if (isUnknown(ethertype)) return [{ ethertype, cidr: UNKNOWN }];
  const families = ethertype === undefined ? (["IPv4", "IPv6"] as const) : [ethertype];
  return families.map((family) => ({ ethertype: family, cidr: anyAddress(family) }));
}

/** A network or a group, decided by its value; a group stands for both families. */
function readOpenPeer(
  value: unknown,
  ethertype: Family | Unknown | undefined,
  options: PeerOptions,
  report: Report,
): Peer[] {
  if (isUnknown(value)) return [{ ethertype: ethertype ?? UNKNOWN, cidr: UNKNOWN, remoteGroup: UNKNOWN }];
  const isGroup = typeof value === "string" && (value === SELF || parseId(value) !== undefined);
  if (!isGroup) return readNetwork(value, ethertype, { ...options, groupRemedy: AS_PEER }, report);
  const families = ethertype === undefined ? (["IPv4", "IPv6"] as const) : [ethertype];
  return families.flatMap((family) => readGroup(value, family, report));
}

/** An unknown group is called by its name, where that is known. */
const called = (group: unknown, name: unknown) =>
  isUnknown(group) && typeof name === "string" && !isUnknown(name) ? unknownCalled(name) : group;

function readGroup(value: unknown, ethertype: Family | Unknown = "IPv4", report: Report): Peer[] {
  if (isUnknown(value)) return [{ ethertype, remoteGroup: value }];
  const id = value === SELF ? SELF : typeof value === "string" ? parseId(value) : undefined;
  if (id !== undefined) return [{ ethertype, remoteGroup: id }];
  report(
    `remoteGroup ${quoted(value)} is not a security group: write the group itself, its uuid, its URL or "self"`,
  );
  return [];
}

function readNetwork(
  value: unknown,
  ethertype: Family | Unknown | undefined,
  options: PeerOptions,
  report: Report,
): Peer[] {
  const { secret = false, why, groupRemedy: nameRemedy = AS_REMOTE_GROUP } = options;
  if (isUnknown(value)) return [{ ethertype: ethertype ?? UNKNOWN, cidr: UNKNOWN }];
  if (isAnywhere(value)) return anyNetwork(ethertype);
  if (Array.isArray(value)) {
    report("cidr is a list: write cidrs, which makes a rule of each");
    return [];
  }
  const network = typeof value === "string" ? parseCidr(value, { bareHost: "plain", nameRemedy }) : undefined;
  if (network === undefined) {
    report("a CIDR is not a string: write it as 10.0.0.0/8 or 2001:db8::/32");
    return [];
  }
  if ("problem" in network) {
    report(secret ? `a CIDR is wrong: ${network.problem}` : network.message);
    return [];
  }
  if (ethertype !== undefined && !isUnknown(ethertype) && ethertype !== network.family) {
    const remedy = why === undefined ? `: write ethertype: "${network.family}"` : `, and ${why}`;
    report(`${secret ? "a CIDR" : network.text} is not an ${ethertype} address${remedy}`);
    return [];
  }
  return [{ ethertype: network.family, cidr: network.text }];
}

type Ports = Pick<RuleDraft, "fromPort" | "toPort">;

const ANY_PORTS: Ports = {};
const ICMP_HIGHEST = 255;

/** Reads `ports`, `icmpType` and `icmpCode`, or the raw `fromPort` and `toPort`, as far as the protocol has them. */
function readPorts(raw: Fields, protocol: string, report: Report): Ports {
  const given = [...FIELDS].filter((field) => raw[field] !== undefined && raw[field] !== null);
  const has = (field: (typeof FIELDS)[number]) => given.includes(field);
  if (has("ports") && (has("fromPort") || has("toPort"))) {
    report("set only ports, or fromPort and toPort");
    return ANY_PORTS;
  }
  if ((has("icmpType") || has("icmpCode")) && given.some((field) => !field.startsWith("icmp"))) {
    report("icmpType and icmpCode cannot be combined with ports: leave one of them out");
    return ANY_PORTS;
  }
  if (protocol === "icmp" || protocol === "ipv6-icmp") return icmp(raw, has("ports"), report);
  if (isUnknown(protocol)) return unchecked(raw);
  if (has("icmpType") || has("icmpCode")) {
    report('icmpType and icmpCode go with ICMP only: write protocol: "icmp"');
    return ANY_PORTS;
  }
  return hasPorts(protocol) ? transport(raw, report) : none(raw, given, protocol, report);
}

const FIELDS = ["ports", "fromPort", "toPort", "icmpType", "icmpCode"] as const;

function transport(raw: Fields, report: Report): Ports {
  const { fromPort, toPort } = raw;
  const ports = raw["ports"] ?? undefined;
  if (isUnknown(ports)) return { fromPort: UNKNOWN, toPort: UNKNOWN };
  if (isUnknown(fromPort) || isUnknown(toPort)) return unchecked(raw);
  if (ports === undefined && isAny(fromPort) && isAny(toPort)) return ANY_PORTS;
  if (ports === undefined && (isAny(fromPort) || isAny(toPort))) {
    report("fromPort and toPort come together: write ports: 22 for a single one");
    return ANY_PORTS;
  }
  const range = parsePorts(ports ?? `${text(fromPort)}-${text(toPort)}`);
  if (!("problem" in range)) return { fromPort: range.from, toPort: range.to };
  report(range.problem);
  return ANY_PORTS;
}

/** Type and code travel as ports; a code needs a type, since OpenStack refuses it without. */
function icmp(raw: Fields, hasPortsField: boolean, report: Report): Ports {
  if (hasPortsField) {
    report("ICMP has no ports: write icmpType and icmpCode");
    return ANY_PORTS;
  }
  const fromPort = icmpNumber(raw["icmpType"] ?? raw["fromPort"], "type", report);
  const toPort = icmpNumber(raw["icmpCode"] ?? raw["toPort"], "code", report);
  if (fromPort === undefined && toPort !== undefined) report("an ICMP code needs a type: write icmpType too");
  return { fromPort, toPort };
}

function icmpNumber(value: unknown, what: string, report: Report): Ports["fromPort"] {
  if (isAny(value)) return undefined;
  if (isUnknown(value)) return UNKNOWN;
  const number = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof number === "number" && Number.isInteger(number) && number >= 0 && number <= ICMP_HIGHEST)
    return number;
  report(`ICMP ${what} ${quoted(value)} is out of range: it goes from 0 to ${ICMP_HIGHEST}, -1 is any`);
  return undefined;
}

function none(
  raw: Fields,
  given: readonly (typeof FIELDS)[number][],
  protocol: string,
  report: Report,
): Ports {
  const limiting = given.find((field) => !isAny(raw[field]) && !isUnknown(raw[field]));
  if (limiting !== undefined) {
    report(`${limiting} ${withoutPorts(protocol, raw[limiting])}`);
  }
  return given.some((field) => isUnknown(raw[field])) ? unchecked(raw) : ANY_PORTS;
}

/** Why ports do not go with a protocol, and what does. */
function withoutPorts(protocol: string, value: unknown): string {
  const all = parsePorts(value);
  if ("problem" in all && /leave the ports out/.test(all.problem)) return "stands for all: leave it out";
  if (protocol === "") return 'needs a protocol: write protocol: "tcp" or protocol: "udp"';
  return PORTS_ELSEWHERE.includes(protocol)
    ? `is taken by Waldur with tcp and udp only: leave it out, which allows all ports of ${protocol}`
    : `does not go with ${protocol}, which has no ports: leave it out`;
}

/** Protocols that have ports, for which Waldur has none. */
const PORTS_ELSEWHERE = ["sctp", "dccp", "udplite"];

/** While the protocol or a port is unknown, ports are shown where they are plain and checked later. */
function unchecked({ ports, fromPort, toPort, icmpType, icmpCode }: Fields): Ports {
  const range = ports === undefined || ports === null || isUnknown(ports) ? undefined : parsePorts(ports);
  if (range !== undefined && !("problem" in range)) return { fromPort: range.from, toPort: range.to };
  const plain = (value: unknown) => (isAny(value) ? undefined : typeof value === "number" ? value : UNKNOWN);
  return isUnknown(ports)
    ? { fromPort: UNKNOWN, toPort: UNKNOWN }
    : { fromPort: plain(fromPort ?? icmpType), toPort: plain(toPort ?? icmpCode) };
}

/** The API writes -1 for any. */
const isAny = (value: unknown) => value === undefined || value === null || text(value) === `${ANY}`;

const text = (value: unknown) => (typeof value === "number" || typeof value === "string" ? `${value}` : "?");

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

/** The fields here that correspond to those of presets and other providers. */
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
export const ruleReader: RuleReader<Rule> = {
  read: readRule,
  stored: (raw) => codec.stored(raw),
  maps: new WeakMap(),
  key: ruleKey,
  isOpen,
  merged: (one, other) => codec.merged(one, other),
};

/** The same for the rules of a group that is known, which may name it by its id. */
export function ruleReaderOf(group: string): RuleReader<Rule> {
  const read = (raw: Fields, options: ReadingOptions) => {
    const reading = readRule(raw, options);
    const named = (draft: RuleDraft) =>
      draft.remoteGroup === group ? { ...draft, remoteGroup: "self" } : draft;
    return { ...reading, drafts: reading.drafts.map(named) };
  };
  return { ...ruleReader, read };
}

/** A protocol of IPv6 alone says which family is meant. */
const familyOf = (protocol: string) => (isIPv6Only(protocol) ? "IPv6" : undefined);

/** What to do about an IPv4 address with a protocol of IPv6 alone. */
const inIPv4 = (protocol: string) =>
  protocol === "ipv6-icmp"
    ? 'ICMPv6 goes with IPv6 addresses only: write protocol: "icmp" for IPv4'
    : `${protocol} goes with IPv6 addresses only, so OpenStack refuses it: write an IPv6 network or ethertype: "IPv6"`;

/**
 * The rule that a readable key stands for, without its description; undefined for any other string. Keys are what
 * state has of rules.
 */
export function parseRuleKey(key: string): Rule | undefined {
  return codec.parseKey(key);
}
