import { parseCidr, isAnywhere, parsePorts } from "../../net/ranges";
import {
  type Draft,
  type Fields,
  type Report,
  type RuleReader,
  type RuleReading,
  UNKNOWN_WORD,
  isUnknown,
  UNKNOWN,
  type Unknown,
} from "../../rules/rule-map";
import { canonicalAddress, codec, readStoredRule, ruleKey, ruleLabel } from "./fields";
import { type Rule, type RuleDraft, protocolsWithPorts } from "./args";
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
type Addresses = Pick<Draft<Rule>, "srcAddress" | "dstAddress">;
type Side = keyof Addresses;

/** The addresses of the canonical rules that a rule of a program stands for: several where it lists `cidrs`. */
function addressPairs(
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

/** Any spelling of a host or network, canonical; undefined for any address and, reported, for anything else. */
function addressOf(value: unknown, secret: boolean, report: Report): Addresses[Side] {
  if (value === undefined || isAnywhere(value)) return undefined;
  if (isUnknown(value)) return UNKNOWN;
  const cidr = parseCidr(typeof value === "string" ? value : quoted(value), {
    bareHost: "plain",
    nameRemedy: NO_GROUPS,
  });
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

/** Reads `ports`, or `minPort` and `maxPort`, of which one stands for both. */
function portsIn(
  { ports, minPort, maxPort }: Fields,
  report: Report,
): Pick<RuleDraft, "minPort" | "maxPort"> {
  const ends = [minPort ?? maxPort, maxPort ?? minPort];
  const raw = ends[0] === undefined || ends[0] === null;
  if (ports === undefined || ports === null) {
    if (raw) return { minPort: undefined, maxPort: undefined };
    if (ends.some(isUnknown)) {
      const [from, to] = ends.map((end) => (isUnknown(end) ? UNKNOWN : portsOf(end, report)?.from));
      return { minPort: from, maxPort: to };
    }
    const odd = ends.find((end) => typeof end !== "number" && typeof end !== "string");
    return range(portsOf(odd ?? ends.join("-"), report));
  }
  if (!raw) report("has both ports and minPort or maxPort: leave one of them out");
  return isUnknown(ports) ? { minPort: UNKNOWN, maxPort: UNKNOWN } : range(portsOf(ports, report));
}

function portsOf(value: unknown, report: Report) {
  const ports = parsePorts(value);
  if (!("problem" in ports)) return ports;
  report(ports.problem);
  return undefined;
}

const range = (ports: { from: number; to: number } | undefined) => ({
  minPort: ports?.from,
  maxPort: ports?.to,
});

/** What e24cloud says about rules to `rules/rule-map.ts`. */
export const ruleReader: RuleReader<Rule> = {
  read: (raw, { secret = false }) => readRule(raw, secret),
  stored: readStoredRule,
  maps: new WeakMap(),
  key: ruleKey,
  merged: (one, other) => codec.merged(one, other),
};

/** Reads one rule of a program: the API's fields in any letter case, with `ports` and `cidrs` as conveniences. */
function readRule(given: Fields, secret: boolean): RuleReading<Rule> {
  const problems: string[] = [];
  const report: Report = (problem) => problems.push(problem);
  const raw = withoutEmptyValues(given, WIDENING, report);
  for (const field of Object.keys(raw)) {
    if (!codec.isGiven(field)) report(`a rule has no field ${field}: ${hintOf(field)}`);
  }
  const alone = codec.readAlone(raw, report);
  const { direction = "IN" } = alone;
  const service = { ...alone, ...portsIn(raw, report) };
  checkTogether(service, report);
  const addresses = addressPairs(raw, direction, secret, report);
  const drafts = addresses.map((pair): RuleDraft => ({ ...service, direction, ...pair }));
  // Where the direction is not known, it is not worth a word.
  const way = isUnknown(direction) ? {} : { direction };
  const said =
    service.protocol === undefined && typeof raw.protocol === "string"
      ? { protocol: unquoted(raw.protocol) }
      : service;
  const label = ruleLabel({ ...said, direction: undefined, ...way }).replaceAll(UNKNOWN_WORD, "?");
  return {
    label,
    drafts: problems.length === 0 ? drafts : [],
    problems,
    remarks: [
      ...emptyListRemarks(raw),
      ...icmpRemarks({ protocol: service.protocol, fromPort: service.icmpType, toPort: service.icmpCode }),
    ],
    isSourceless: direction !== "OUT" && !["srcAddress", "cidrs"].some((field) => Object.hasOwn(raw, field)),
  };
}

/** Without an address a rule is for anywhere, without ports for all, without a protocol for any. */
const WIDENING: WideningFields = {
  remedies: codec.remedies,
  others: (field, raw) => {
    // Those that name the remote side of the rule; the near side has one name only.
    const far = /^\s*(out|egress)/i.test(String(raw["direction"])) ? "dstAddress" : "srcAddress";
    return [far, "cidrs"].includes(field) ? [far, "cidrs"].filter((other) => other !== field) : [];
  },
};

const NO_GROUPS = "e24cloud's rules name no groups, so write the addresses of its servers as cidrs";

/** The fields here that correspond to those of presets and other clouds. */
const MEANINGS = {
  firstPort: "did you mean minPort, or ports for both ends?",
  lastPort: "did you mean maxPort, or ports for both ends?",
  ports: "did you mean ports?",
  network: "did you mean srcAddress, or dstAddress for outgoing traffic?",
  networks: "did you mean cidrs?",
  group: NO_GROUPS,
  self: NO_GROUPS,
  protocol: "did you mean protocol?",
} as const;

const OWN: ReadonlyMap<string, string> = new Map([
  ["from", "did you mean srcAddress or cidrs?"],
  ["to", "did you mean dstAddress or cidrs?"],
  ["source", "did you mean srcAddress?"],
  ["destination", "did you mean dstAddress?"],
  ["cidr", "did you mean cidrs, or srcAddress?"],
  ["description", "e24cloud keeps none, so leave it out"],
]);

const hintOf = (field: string) => OWN.get(field) ?? fieldHint(field, codec.givenNames, MEANINGS);

/** Fields that exclude each other. Nothing is reported where the protocol is not known yet. */
function checkTogether({ protocol, minPort, icmpType, icmpCode }: Partial<RuleDraft>, report: Report): void {
  if (isUnknown(protocol)) return;
  if (minPort !== undefined && !(protocol && protocolsWithPorts.includes(protocol))) {
    if (protocol === "ICMP") report("ICMP has no ports: write icmpType and icmpCode");
    else {
      const why = protocol === undefined ? "without a protocol" : `with protocol ${protocol}`;
      report(`has ports ${why}: ports go with ${protocolsWithPorts.join(", ")}`);
    }
  }
  if ((icmpType ?? icmpCode) !== undefined && protocol !== "ICMP") {
    report(`has an ICMP type or code with ${protocol ?? "no protocol"}: write protocol: "ICMP"`);
  }
  if (icmpCode !== undefined && icmpType === undefined) {
    report("has an ICMP code without a type: write icmpType too");
  }
}

/** The rule that a readable key stands for; undefined for any other string. Keys are what state has of rules. */
export function parseRuleKey(key: string): Rule | undefined {
  return codec.parseKey(key);
}
