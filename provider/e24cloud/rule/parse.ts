import { parsePorts } from "../../net/ports";
import type { Draft, Fields, Report, RuleLanguage, RuleReading } from "../../rules/rule-map";
import { isUnknown, UNKNOWN } from "../../rules/unknowns";
import { directionHint, fieldHint, protocolHint } from "../../rules/hints";
import { wordOf } from "../../rules/word";
import { type WideningFields, withoutEmptyValues } from "../../rules/empty-values";
import { emptyListRemarks, icmpRemarks } from "../../rules/remarks";
import { didYouMean } from "../../text/nearest";
import { addressPairs } from "./parse-addresses";
import { protocolNumbers, protocolsWithPorts } from "./protocols";
import type { Rule } from "./rule";
import { readStoredRule, ruleSchema } from "./stored-rule";
import { ruleKey, serviceOf } from "./key";
import { quoted, unquoted } from "../../text/quoted";

type DraftRule = Draft<Rule>;
type Service = Pick<DraftRule, "protocol" | "minPort" | "maxPort" | "icmpType" | "icmpCode">;

const FIELDS = [
  ...Object.keys(ruleSchema.shape),
  /** One port, or `from-to`. */
  "ports",
  /** Networks of the far side; one rule each. */
  "cidrs",
];

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

/** What e24cloud says of rules to `rules/rule-map.ts`. */
export const ruleLanguage: RuleLanguage<Rule> = {
  read: (raw, { secret = false }) => readRule(raw, secret),
  stored: readStoredRule,
  key: ruleKey,
};

/** Reads one rule of a program: the API's fields in any letter case, with `ports` and `cidrs` as conveniences. */
function readRule(given: Fields, secret: boolean): RuleReading<Rule> {
  const problems: string[] = [];
  const report: Report = (problem) => problems.push(problem);
  const raw = withoutEmptyValues(given, WIDENING, report);
  for (const field of Object.keys(raw)) {
    // Lookups return the id too.
    if (!FIELDS.includes(field) && field !== "id") report(`a rule has no field ${field}: ${hintOf(field)}`);
  }
  const direction = wordOf(raw.direction, DIRECTION, report) ?? "IN";
  const service = serviceIn(raw, report);
  checkTogether(service, report);
  const addresses = addressPairs(raw, direction, secret, report);
  const drafts = addresses.map((pair): DraftRule => ({ direction, ...service, ...pair }));
  const way = isUnknown(direction) ? "" : direction === "IN" ? "ingress " : "egress ";
  const said =
    service.protocol === undefined && typeof raw.protocol === "string" ? unquoted(raw.protocol) : undefined;
  const label = way + (said?.toLowerCase() ?? serviceOf(service).replaceAll("(unknown)", "?"));
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

const LIMITS = ["ports", "minPort", "maxPort", "icmpType", "icmpCode"];

const anywhereInstead = (written: string) => `set it, or write ${written} if anywhere is meant`;

/** Without an address a rule is for anywhere, without ports for all, without a protocol for any. */
const WIDENING: WideningFields = {
  remedies: {
    srcAddress: anywhereInstead('srcAddress: "anywhere"'),
    dstAddress: anywhereInstead('dstAddress: "anywhere"'),
    cidrs: anywhereInstead('cidrs: ["anywhere"]'),
    ...Object.fromEntries(LIMITS.map((field) => [field, "set it, or leave it out if all are meant"])),
    protocol: "set it, or leave it out if any is meant",
  },
  others: (field, raw) => {
    // Those that name the far side of the rule; the near side has one name only.
    const far = /^\s*(out|egress)/i.test(String(raw["direction"])) ? "dstAddress" : "srcAddress";
    return [far, "cidrs"].includes(field) ? [far, "cidrs"].filter((other) => other !== field) : [];
  },
};

const NO_GROUPS = "e24cloud's rules name no groups, so write the addresses of its servers as cidrs";

/** What stands here for the fields of presets and other clouds. */
const MEANINGS = {
  firstPort: "did you mean minPort, or ports for both ends?",
  lastPort: "did you mean maxPort, or ports for both ends?",
  ports: "did you mean ports?",
  network: "did you mean srcAddress, or dstAddress for what goes out?",
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

const hintOf = (field: string) => OWN.get(field) ?? fieldHint(field, FIELDS, MEANINGS);

function serviceIn(raw: Fields, report: Report): Service {
  return {
    protocol: wordOf(raw.protocol, PROTOCOL, report),
    ...portsIn(raw, report),
    icmpType: byteOf(raw.icmpType, "icmpType", report),
    icmpCode: byteOf(raw.icmpCode, "icmpCode", report),
  };
}

function portsIn({ ports, minPort, maxPort }: Fields, report: Report): Pick<Service, "minPort" | "maxPort"> {
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

/** A number from 0 to 255, or its digits. */
function byteOf(value: unknown, field: string, report: Report): number | typeof UNKNOWN | undefined {
  if (value === undefined || value === null) return undefined;
  if (isUnknown(value)) return UNKNOWN;
  const digits = typeof value === "string" || typeof value === "number" ? `${value}` : "";
  if (/^\d{1,3}$/.test(digits) && Number(digits) <= 255) return Number(digits);
  report(`${field} ${quoted(value)} is out of range: write a number from 0 to 255`);
  return undefined;
}

/** What can't go together. Nothing is said where the protocol is not known yet. */
function checkTogether({ protocol, minPort, icmpType, icmpCode }: Service, report: Report): void {
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
