import { type Family, parseCidr, isAnywhere } from "../../net/cidr";
import type { Fields, ReadingOptions, Report } from "../../rules/rule-map";
import { isUnknown, UNKNOWN, type Unknown, unknownCalled } from "../../rules/unknowns";
import { parseId } from "../api/ids";
import { anyAddress, SELF } from "./fields";
import type { RuleDraft } from "./args";
import { quoted } from "../../text/printable";
import { ELEMENT_REMEDY, lackOf } from "../../rules/values";

/** The other side of a rule, and the ethertype that follows from it. */
export type Peer = Pick<RuleDraft, "ethertype" | "cidr" | "remoteGroup">;

interface PeerOptions extends ReadingOptions {
  /** Why the protocol goes with one family only, where it does, and what to do. */
  readonly why?: string | undefined;
}

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
  if (!isGroup) return readNetwork(value, ethertype, options, report);
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
  const { secret = false, why } = options;
  if (isUnknown(value)) return [{ ethertype: ethertype ?? UNKNOWN, cidr: UNKNOWN }];
  if (isAnywhere(value)) return anyNetwork(ethertype);
  if (Array.isArray(value)) {
    report("cidr is a list: write cidrs, which makes a rule of each");
    return [];
  }
  const network = typeof value === "string" ? parseCidr(value, { bareHost: "plain" }) : undefined;
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
