import { z } from "zod";
import { parseCidr } from "../../net/ranges";
import { RuleCodec, type RuleFields } from "../../rules/codec";
import { directionHint, protocolHint, parseEnum, defined } from "../../rules/values";
import { type Report, UNKNOWN_WORD, type Fields, isUnknown, UNKNOWN } from "../../rules/rule-map";
import { didYouMean } from "../../text/nearest";
import { quoted } from "../../text/printable";
import type { WireRule, RuleBody } from "../api/group";
import { type Rule, type RuleDraft, protocolNumbers } from "./args";
/** What e24cloud takes for any address, of whatever family. */
export const ANY_ADDRESS = "0.0.0.0/0";

const directions = ["IN", "OUT"] as const;
const DIRECTION = { field: "direction", words: directions, hint: directionHint(directions) };
const protocols = Object.keys(protocolNumbers);
const PROTOCOL = {
  field: "protocol",
  words: protocols,
  hint: (given: unknown) =>
    protocolHint(given, "leave it out for any") ??
    didYouMean(typeof given === "string" ? given : "", protocols, `write ${protocols.join(", ")}`),
};

const limit = { part: "ports", ifEmpty: "set it, or leave it out if all are meant" } as const;
const anywhereInstead = (written: string) => `set it, or write ${written} if anywhere is meant`;

/** Each field of a rule. A new one is declared here and in `args.ts`; one that limits traffic also in `traffic.ts`. */
export const fields: RuleFields<Rule, WireRule, void, void> = {
  direction: {
    type: z.enum(directions),
    given: { direction: { part: "plain" } },
    read: (value, report) => parseEnum(value, DIRECTION, report) ?? "IN",
    key: {
      text: ({ direction }) =>
        direction && (isUnknown(direction) ? UNKNOWN_WORD : direction === "IN" ? "ingress" : "egress"),
      pattern: "(?<direction>ingress|egress)",
      read: ({ direction }) => ({ direction: direction === "egress" ? "OUT" : "IN" }),
    },
    wire: { name: "direction", from: ({ direction }) => direction, to: (direction) => direction },
    spell: (direction) => (direction === "OUT" ? { direction } : {}),
  },
  protocol: {
    type: z.string().optional(),
    given: { protocol: { part: "ports", ifEmpty: "set it, or leave it out if any is meant" } },
    read: (value, report) => parseEnum(value, PROTOCOL, report),
    key: {
      text: ({ protocol }) => word(protocol)?.toLowerCase() ?? "any",
      pattern: " (?<protocol>.+?)",
      read: ({ protocol = "any" }) => ({
        protocol: protocol === "any" ? undefined : protocol.toUpperCase(),
      }),
    },
    wire: { name: "protocol", from: ({ protocol }) => protocol, to: (protocol) => protocol },
  },
  srcAddress: {
    type: z.string().transform(canonicalAddress).optional(),
    given: {
      srcAddress: { part: "peers", ifEmpty: anywhereInstead('srcAddress: "anywhere"'), isAddress: true },
      dstAddress: { part: "peers", ifEmpty: anywhereInstead('dstAddress: "anywhere"'), isAddress: true },
      // Networks of the remote side; one rule each.
      cidrs: { part: "peers", ifEmpty: anywhereInstead('cidrs: ["anywhere"]'), isAddress: true },
    },
    key: {
      text: sidesText,
      pattern: "(?: from (?<source>.+?))?(?: to (?<destination>.+?))?(?: from (?<sourceBehind>.+?))?",
      read: ({ source, destination, sourceBehind }) => ({
        srcAddress: addressIn(source ?? sourceBehind),
        dstAddress: addressIn(destination),
      }),
      isPeer: true,
    },
    wire: {
      name: "src_address",
      from: (wire) => canonicalAddress(wire.src_address),
      to: (address) => address,
    },
  },
  dstAddress: {
    type: z.string().transform(canonicalAddress).optional(),
    given: {},
    key: { with: "srcAddress" },
    wire: {
      name: "dst_address",
      from: (wire) => canonicalAddress(wire.dst_address),
      to: (address) => address,
    },
  },
  // A port that comes alone stands for both.
  minPort: {
    type: z.number().optional(),
    given: { minPort: limit, maxPort: limit, ports: limit },
    key: {
      text: ({ minPort, maxPort }) =>
        minPort === maxPort ? word(minPort) : `${word(minPort)}-${word(maxPort)}`,
      pattern: "(?: (?<min>\\d+)(?:-(?<max>\\d+))?)?",
      read: ({ min, max = min }) => ({ minPort: numberIn(min), maxPort: numberIn(max) }),
    },
    wire: { name: "min_port", from: (wire) => wire.min_port ?? wire.max_port, to: (port) => port },
    spell: (first, { maxPort }) => ({ ports: first === maxPort ? first : `${first}-${maxPort}` }),
  },
  maxPort: {
    type: z.number().optional(),
    given: {},
    key: { with: "minPort" },
    wire: { name: "max_port", from: (wire) => wire.max_port ?? wire.min_port, to: (port) => port },
    spell: () => ({}),
  },
  icmpType: {
    type: z.number().optional(),
    given: { icmpType: limit },
    read: (value, report) => readByte(value, "icmpType", report),
    key: {
      text: ({ icmpType }) => (icmpType === undefined ? undefined : `type ${word(icmpType)}`),
      pattern: "(?: type (?<type>\\d+))?",
      read: ({ type }) => ({ icmpType: numberIn(type) }),
    },
    // The documentation declares numbers of ICMP as text.
    wire: { name: "icmp_type", from: (wire) => wire.icmp_type, to: (type) => type?.toString() },
  },
  icmpCode: {
    type: z.number().optional(),
    given: { icmpCode: limit },
    read: (value, report) => readByte(value, "icmpCode", report),
    key: {
      text: ({ icmpCode }) => (icmpCode === undefined ? undefined : `code ${word(icmpCode)}`),
      pattern: "(?: code (?<code>\\d+))?",
      read: ({ code }) => ({ icmpCode: numberIn(code) }),
    },
    wire: { name: "icmp_code", from: (wire) => wire.icmp_code, to: (code) => code?.toString() },
  },
};

export const codec = new RuleCodec<Rule, WireRule>(fields, ["id"]);

/** The remote side comes first, the server's own side only where the rule names it. */
function sidesText({ direction, srcAddress, dstAddress }: Partial<RuleDraft>): string {
  const from = `from ${word(srcAddress) ?? "anywhere"}`;
  const to = `to ${word(dstAddress) ?? "anywhere"}`;
  if (isUnknown(direction)) return `${from} ${to}`;
  const sides = direction === "IN" ? [from, dstAddress && to] : [to, srcAddress && from];
  return sides.filter(Boolean).join(" ");
}

function word(value: string | number | undefined): string | undefined {
  return isUnknown(value) ? UNKNOWN_WORD : value?.toString();
}

const addressIn = (text: string | undefined) => (text === "anywhere" ? undefined : text);
const numberIn = (text: string | undefined) => (text === undefined ? undefined : Number(text));

/**
 * An address in canonical form: a network with its mask, host bits cleared, nothing for any IPv4 address (`0.0.0.0/0`).
 * Any string that is not an address stays unchanged.
 */
export function canonicalAddress(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const cidr = parseCidr(text, { bareHost: "all" });
  const canonical = "problem" in cidr ? text : cidr.text;
  return canonical === ANY_ADDRESS ? undefined : canonical;
}

/** A number from 0 to 255, or its digits. */
function readByte(value: unknown, field: string, report: Report): number | typeof UNKNOWN | undefined {
  if (value === undefined || value === null) return undefined;
  if (isUnknown(value)) return UNKNOWN;
  const digits = typeof value === "string" || typeof value === "number" ? `${value}` : "";
  if (/^\d{1,3}$/.test(digits) && Number(digits) <= 255) return Number(digits);
  report(`${field} ${quoted(value)} is out of range: write a number from 0 to 255`);
  return undefined;
}

/**
 * The readable key, which is a rule's identity: `ingress tcp 22 from 203.0.113.0/24 to 10.0.0.7/32`. The remote side
 * comes first, the server's own side only where the rule names it.
 */
export function ruleKey(rule: RuleDraft): string {
  return codec.key(rule);
}

/** What a rule is about, without its addresses: `ingress tcp 9100-9104`, `egress icmp type 8 code 0`. */
export function ruleLabel(rule: Partial<RuleDraft>): string {
  return codec.label(rule);
}

/** A canonical rule as it is in state or in a lookup, which says `0.0.0.0/0` for any address; undefined where it is not one. */
export function readStoredRule(raw: unknown): Rule | undefined {
  const rule = codec.stored(raw);
  return rule && defined(rule);
}

/** The server's rule in canonical form. */
export function fromWire(wire: WireRule): Rule {
  return codec.decode(wire);
}

/** What is sent for a rule, in the order of the documentation. */
export function toWire(rule: Rule): RuleBody {
  const { direction, src_address, dst_address, ...others } = codec.encode(rule);
  return { direction, src_address, dst_address, ...others };
}

/** A rule as a person would write it in a program, which means the same. */
export function toRuleArgs(rule: Rule): Fields {
  const { direction, ports, ...others } = codec.spell(withFarSide(rule));
  return defined({ direction, ports, ...others });
}

/** Whether two rules are the same in every field. */
export function sameRule(one: Rule, other: Rule): boolean {
  return codec.isSame(one, other);
}

/** A rule that names the remote side in any case, so that it does not look forgotten. */
export function withFarSide<R extends Rule>(rule: R): R {
  const { direction, srcAddress = ANY_ADDRESS, dstAddress = ANY_ADDRESS } = rule;
  return direction === "IN" ? { ...rule, srcAddress } : { ...rule, dstAddress };
}
