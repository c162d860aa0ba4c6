import { type WideningFields, withoutEmptyValues } from "../../rules/values";
import { fieldHint, emptyListRemarks, icmpRemarks } from "../../rules/hints";
import {
  type Fields,
  type Report,
  type RuleLanguage,
  type RuleReading,
  UNKNOWN_WORD,
} from "../../rules/rule-map";
import { isUnknown } from "../../rules/unknowns";
import { unquoted } from "../../text/printable";
import type { Rule, RuleDraft } from "./args";
import { readStoredRule, ruleKey, ruleLabel } from "./codec";
import { codec } from "./fields";
import { addressPairs } from "./peers";
import { portsIn } from "./ports";
import { protocolsWithPorts } from "./protocols";

/** What e24cloud says of rules to `rules/rule-map.ts`. */
export const ruleLanguage: RuleLanguage<Rule> = {
  read: (raw, { secret = false }) => readRule(raw, secret),
  stored: readStoredRule,
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

const hintOf = (field: string) => OWN.get(field) ?? fieldHint(field, codec.givenNames, MEANINGS);

/** What can't go together. Nothing is said where the protocol is not known yet. */
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
