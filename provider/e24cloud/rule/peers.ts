import { parseCidr, isAnywhere } from "../../net/cidr";
import type { Draft, Fields, Report } from "../../rules/rule-map";
import { isUnknown, UNKNOWN, type Unknown } from "../../rules/unknowns";
import { canonicalAddress } from "./fields";
import type { Rule } from "./args";
import { quoted } from "../../text/printable";
import { ELEMENT_REMEDY, lackOf } from "../../rules/values";

type Addresses = Pick<Draft<Rule>, "srcAddress" | "dstAddress">;
type Side = keyof Addresses;

/** The addresses of the canonical rules that a rule of a program stands for: several where it lists `cidrs`. */
export function addressPairs(
  raw: Fields,
  direction: "IN" | "OUT" | Unknown,
  secret: boolean,
  report: Report,
): Addresses[] {
  const read = (value: unknown) => addressOf(value, secret, report);
  const { cidrs } = raw;
  if (cidrs === undefined) {
    const pair = { srcAddress: read(raw.srcAddress), dstAddress: read(raw.dstAddress) };
    checkFamilies(pair, report);
    return [pair];
  }
  // Where not even the direction is known, the preview can take either side.
  const outward = direction === "OUT";
  const [far, near]: [Side, Side] = outward ? ["dstAddress", "srcAddress"] : ["srcAddress", "dstAddress"];
  if (raw[far] !== undefined) {
    report(`has both cidrs and ${far}, which are the same side of this rule: leave one of them out`);
  }
  if (!isUnknown(cidrs) && !Array.isArray(cidrs)) {
    report("cidrs must be an array of networks");
    return [];
  }
  const own = read(raw[near]);
  return (isUnknown(cidrs) ? [UNKNOWN] : cidrs).map((cidr: unknown, position: number) => {
    const lack = lackOf(cidr);
    if (lack !== undefined) report(`cidrs[${position}] ${lack}: ${ELEMENT_REMEDY}`);
    const peer = lack === undefined ? read(cidr) : undefined;
    const pair = outward ? { srcAddress: own, dstAddress: peer } : { srcAddress: peer, dstAddress: own };
    checkFamilies(pair, report);
    return pair;
  });
}

/** Any spelling of a host or network, canonical; undefined for any address and, reported, for what is none. */
function addressOf(value: unknown, secret: boolean, report: Report): Addresses[Side] {
  if (value === undefined || isAnywhere(value)) return undefined;
  if (isUnknown(value)) return UNKNOWN;
  const cidr = parseCidr(typeof value === "string" ? value : quoted(value), { bareHost: "plain" });
  if (!("problem" in cidr)) return canonicalAddress(cidr.text);
  report(secret ? `has a secret address that is wrong: ${cidr.problem}` : cidr.message);
  return undefined;
}

function checkFamilies({ srcAddress, dstAddress }: Addresses, report: Report): void {
  if (srcAddress === undefined || dstAddress === undefined) return;
  if (isUnknown(srcAddress) || isUnknown(dstAddress)) return;
  if (srcAddress.includes(":") !== dstAddress.includes(":")) {
    report("has an IPv4 and an IPv6 address: no packet has both, so write addresses of one family");
  }
}
