import { z } from "zod";
import { type Family, parseCidr, portsText } from "../../net/ranges";
import { RuleCodec, type RuleFields, listRules } from "../../rules/codec";
import { directionHint, parseEnum } from "../../rules/values";
import {
  type Report,
  UNKNOWN_WORD,
  type Fields,
  isUnknown,
  nameOfUnknown,
  UNKNOWN,
} from "../../rules/rule-map";
import { groupUrl } from "../api/ids";
import type { WireRule, NewWireRule } from "../api/schema";
import {
  type Rule,
  type RuleDraft,
  ANY_PROTOCOL,
  hasPorts,
  isWaldurProtocol,
  protocolFor,
  protocolNumber,
  readProtocol,
} from "./args";
import { ruleSecrecy, type WithSecrets } from "../../kit/secrets";

/** The rule's own group, whose id may not be known yet. */
export const SELF = "self";
/** What the API writes for any port, type or code. */
export const ANY = -1;

export const anyAddress = (ethertype: Family) => (ethertype === "IPv6" ? "::/0" : "0.0.0.0/0");

/** The group that rules belong to, and where it lives. */
export interface RuleHome {
  apiUrl: string;
  /** Undefined while the group is not made yet; its rules can't name it then. */
  id?: string;
  /** Whether the server takes protocol numbers; undefined where that is not known. */
  numbers?: boolean | undefined;
}

const directions = ["ingress", "egress"] as const;
const DIRECTION = { field: "direction", words: directions, hint: directionHint(directions) };
const families = ["IPv4", "IPv6"] as const;
const ETHERTYPE = { field: "ethertype", words: families };

const port = { part: "ports", ifEmpty: "set it, or leave it out if all are meant" } as const;
const anywhereInstead = (written: string) => `set it, or write ${written} if anywhere is meant`;

/** Each field of a rule, in the order of a request. A new one is declared here and in `args.ts`; one that limits traffic also in `traffic.ts`. */
export const fields: RuleFields<Rule, WireRule, string, RuleHome> = {
  direction: {
    type: z.enum(directions),
    given: { direction: { part: "plain" } },
    read: (value, report) => parseEnum(value, DIRECTION, report) ?? "ingress",
    key: {
      text: ({ direction }) => direction && word(direction),
      pattern: "(?<direction>ingress|egress)",
      read: ({ direction }) => ({ direction: direction === "egress" ? "egress" : "ingress" }),
    },
    wire: {
      name: "direction",
      from: ({ direction }) => (direction === "egress" ? "egress" : "ingress"),
      to: (direction) => direction,
    },
    spell: (direction) => (direction === "egress" ? { direction } : {}),
  },
  ethertype: {
    type: z.enum(families),
    given: { ethertype: { part: "plain" } },
    read: (value, report) => parseEnum(value, ETHERTYPE, report),
    key: {
      // An unknown ethertype comes with an unknown address, which is named anyway.
      text: ({ ethertype }) => (isUnknown(ethertype) ? undefined : ethertype),
      pattern: " (?<ethertype>IPv4|IPv6)",
      read: ({ ethertype }) => ({ ethertype: ethertype === "IPv6" ? "IPv6" : "IPv4" }),
    },
    wire: { name: "ethertype", from: familyOf, to: (ethertype) => ethertype },
    // A network has a family.
    spell: (ethertype, { cidr }) => (cidr === undefined && ethertype === "IPv6" ? { ethertype } : {}),
  },
  protocol: {
    type: z.string(),
    given: { protocol: { part: "ports", ifEmpty: 'set it, or write "" if any is meant' } },
    read: readProtocol,
    key: {
      text: ({ protocol = "" }) => {
        if (protocol === "") return "any";
        return /^\d+$/.test(protocol) ? `protocol ${protocol}` : word(protocol);
      },
      pattern: " (?:protocol )?(?<protocol>.+?)",
      read: ({ protocol = "" }) => ({ protocol: protocol === "any" ? ANY_PROTOCOL : protocol }),
    },
    wire: {
      name: "protocol",
      from: (wire) => protocolFor(familyOf(wire), wire.protocol),
      to: (protocol, { numbers }, rule) =>
        isAnyIcmpV6(rule) && numbers === true ? ICMPV6 : wireProtocol(protocol),
    },
    spell: (protocol) => (protocol === ANY_PROTOCOL ? {} : { protocol }),
  },
  fromPort: {
    type: z.number().optional(),
    given: { ports: port, fromPort: port, toPort: port, icmpType: port, icmpCode: port },
    key: {
      text: portWords,
      pattern: "(?: type (?<type>\\d+))?(?: code (?<code>\\d+))?(?: (?<from>\\d+)(?:-(?<to>\\d+))?)?",
      read: ({ type, code, from, to = code ?? from }) => ({
        ...numbered("fromPort", from ?? type),
        ...numbered("toPort", to),
      }),
    },
    wire: { name: "from_port", from: (wire) => limit(wire.from_port), to: (first) => first ?? ANY },
    spell: (first, rule) =>
      arePorts(rule) ? { ports: spelledPorts(rule) } : { [isIcmp(rule) ? "icmpType" : "fromPort"]: first },
  },
  toPort: {
    type: z.number().optional(),
    given: {},
    key: { with: "fromPort" },
    wire: { name: "to_port", from: (wire) => limit(wire.to_port), to: (last) => last ?? ANY },
    spell: (last, rule) => (arePorts(rule) ? {} : { [isIcmp(rule) ? "icmpCode" : "toPort"]: last }),
  },
  cidr: {
    type: z.string().optional(),
    given: {
      cidr: { part: "peers", ifEmpty: anywhereInstead('cidr: "anywhere"'), isAddress: true },
      cidrs: { part: "peers", ifEmpty: anywhereInstead('cidrs: ["anywhere"]'), isAddress: true },
      remoteGroup: { part: "peers", ifEmpty: anywhereInstead('cidr: "anywhere" instead') },
      peer: { part: "peers", ifEmpty: anywhereInstead('peer: "anywhere"'), isAddress: true },
      // The name of a group, for messages.
      remoteGroupName: { part: "plain", isReturned: true },
    },
    key: {
      text: ({ direction, ...peer }) => `${direction === "egress" ? "to" : "from"} ${peerText(peer)}`,
      pattern: " (?:from|to) (?:(?<self>this group)|group (?<group>.+)|(?<cidr>.+))",
      read: ({ self, group = self && SELF, cidr }) =>
        group === undefined ? { cidr } : { remoteGroup: group },
      isPeer: true,
    },
    wire: {
      name: "cidr",
      from: (wire) => (groupIn(wire) === undefined ? canonicalCidr(wire.cidr, familyOf(wire)) : undefined),
      to: (cidr) => cidr ?? null,
    },
  },
  description: {
    type: z.string().optional(),
    given: { description: { part: "descriptions" } },
    read: readDescription,
    wire: {
      name: "description",
      from: ({ description }) => (description === "" ? undefined : description),
      to: (description) => description ?? "",
    },
  },
  remoteGroup: {
    type: z.string().optional(),
    given: {},
    key: { with: "cidr" },
    wire: {
      name: "remote_group",
      from: (wire, own) => (groupIn(wire) === own ? SELF : groupIn(wire)),
      to: (group, { apiUrl, id = SELF }) =>
        group === undefined ? null : groupUrl(apiUrl, group === SELF ? id : group),
    },
  },
};

export const codec = new RuleCodec<Rule, WireRule, string, RuleHome>(fields, ["id"]);

function word(text: string): string {
  if (!isUnknown(text)) return text;
  const name = nameOfUnknown(text);
  return name === undefined ? UNKNOWN_WORD : `(unknown ${name})`;
}

function portWords({ protocol, fromPort: from, toPort: to }: Partial<RuleDraft>): string | undefined {
  if (isUnknown(from) || isUnknown(to)) return UNKNOWN_WORD;
  if (protocol !== "icmp") return from === undefined ? undefined : portsText({ from, to: to ?? from });
  const words = [
    ...(from === undefined ? [] : [`type ${from}`]),
    ...(to === undefined ? [] : [`code ${to}`]),
  ];
  return words.length === 0 ? undefined : words.join(" ");
}

function peerText({ cidr, remoteGroup }: Partial<RuleDraft>): string {
  if (isUnknown(remoteGroup) && isUnknown(cidr)) return UNKNOWN_WORD;
  if (remoteGroup === undefined) return word(cidr ?? "anywhere");
  if (remoteGroup === SELF) return "this group";
  return `group ${word(remoteGroup)}`;
}

const isIcmp = ({ protocol }: Rule) => protocol === "icmp";
const arePorts = ({ protocol, fromPort, toPort }: Rule) =>
  fromPort !== undefined && toPort !== undefined && hasPorts(protocol);
const spelledPorts = ({ fromPort, toPort }: Rule) =>
  fromPort === toPort ? fromPort : `${fromPort}-${toPort}`;

/**
 * OpenStack keeps this number by its source, where it renames `icmp`: a rule with it should not be recreated by each push.
 * With a number Waldur takes no type and code.
 */
const ICMPV6 = "58";

const isAnyIcmpV6 = ({ ethertype, protocol, fromPort, toPort }: Rule) =>
  ethertype === "IPv6" && protocol === "icmp" && fromPort === undefined && toPort === undefined;

/** Other protocols go by their number, which newer servers take; names come from imports only. */
const wireProtocol = (protocol: string) =>
  isWaldurProtocol(protocol) ? protocol : String(protocolNumber(protocol) ?? protocol);

const numbered = (field: "fromPort" | "toPort", text: string | undefined) =>
  text === undefined ? {} : { [field]: Number(text) };

const limit = (value: number) => (value === ANY ? undefined : value);

const groupIn = ({ remote_group_uuid: group }: WireRule) => group ?? undefined;

/** A network that no program would have stays as it is. */
function canonicalCidr(cidr: string | null, ethertype: Family): string {
  if (cidr === null || cidr === "") return anyAddress(ethertype);
  const network = parseCidr(cidr);
  return "problem" in network ? cidr : network.text;
}

function familyOf({ ethertype }: Pick<WireRule, "ethertype">): Family {
  return ethertype === "IPv6" ? "IPv6" : "IPv4";
}

/** Neutron's. Waldur takes 2000, and OpenStack then has neither the old rule nor the new one. */
const LONGEST_DESCRIPTION = 255;

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

/**
 * The readable identity of a rule: everything but its description, which OpenStack does not count either.
 * `ingress IPv4 tcp 443 from 0.0.0.0/0`, `egress IPv6 any to ::/0`, `ingress IPv4 icmp type 8 code 0 from this group`.
 */
export function ruleKey(rule: RuleDraft): string {
  return codec.key(rule);
}

/** What a rule is about, without the other side: `ingress IPv4 tcp 443`. */
export function ruleLabel(rule: Partial<RuleDraft>): string {
  return codec.label(rule);
}

/** What the server has, in canonical form. Values that no program would have stay as they are. */
export function fromWire(wire: WireRule, group: string): Rule {
  return codec.decode(wire, group);
}

/** A rule as it is sent to be recreated. */
export function toWire(rule: Rule, home: RuleHome): NewWireRule {
  return codec.encode(rule, home);
}

/**
 * A rule as it is sent to be left alone: exactly as it was read, since OpenStack recreates a rule when its spelling
 * differs. Waldur does not take all of them, see `fateOf`.
 */
export function asRead(wire: WireRule): NewWireRule {
  return { id: wire.id, ...codec.asRead(wire) };
}

/** A rule as a person would write it in a program, which means the same. */
export function toRuleArgs(rule: Rule): Fields {
  return codec.spell(rule);
}

/** Whether two rules are the same in every field, the description included. */
export function sameRule(one: Rule, other: Rule): boolean {
  return codec.isSame(one, other);
}

/** How rules are called in messages: by their keys, or without the other side where that is secret. */
export type RuleNaming = (rule: Rule) => string;

export function ruleNaming(given: WithSecrets): RuleNaming {
  return ruleSecrecy(given).peers ? ruleLabel : ruleKey;
}

/** Names the rule at a position of a request, for the server's messages about it. */
export function nameAt(rules: readonly Rule[], nameOf: RuleNaming): (position: number) => string {
  return (position) => `rule ${listRules(rules.slice(position, position + 1), nameOf)}`;
}

/**
 * What happens to a live rule whenever the rules of its group are written. Waldur imports whatever OpenStack has, and checks the
 * protocol of a rule that is sent back by its id alone as well.
 */
export type Fate =
  /** It is sent back by its id, and OpenStack does not touch it. */
  | "kept"
  /** It is sent in words that Waldur takes, and OpenStack deletes and creates it. */
  | "recreated"
  /** Waldur does not take it in any words. */
  | "lost"
  /** Kept where the server takes protocol numbers, else refused, which changes nothing. */
  | "unsure";

/** @param numbers whether the server takes IANA protocol numbers; undefined where that is not known */
export function fateOf(
  { ethertype, protocol, from_port: from, to_port: to }: FatedFields,
  numbers: boolean | undefined,
): Fate {
  if (isWaldurProtocol(protocol)) return "kept";
  const isNumber = /^\d{1,3}$/.test(protocol);
  const hasName = isWaldurProtocol(protocolFor(ethertype === "IPv6" ? "IPv6" : "IPv4", protocol));
  const hasPorts = from !== ANY || to !== ANY;
  // With a number Waldur takes no ports, such as those of SCTP.
  if (hasName) return isNumber && !hasPorts && numbers === true ? "kept" : "recreated";
  if (hasPorts || numbers === false || protocolNumber(protocol) === undefined) return "lost";
  if (!isNumber) return "recreated";
  return numbers === true ? "kept" : "unsure";
}

type FatedFields = Pick<WireRule, "ethertype" | "protocol" | "from_port" | "to_port">;

export const fates = ["kept", "recreated", "lost", "unsure"] as const satisfies readonly Fate[];
