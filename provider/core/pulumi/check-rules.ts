import {
  type Fields,
  readRules,
  type RuleLanguage,
  type RuleMap,
  sameRules,
  storedRules,
} from "../rules/rule-map";
import { containsUnknown } from "../rules/unknowns";
import { changeSummary, summaryLine } from "../traffic/change-summary";
import type { TrafficSet } from "../traffic/set";
import type { Checked } from "./crud";
import type { Props } from "./handlers";
import { lintNotes } from "./lint-notes";

/** What a check of rules has to know of a cloud. */
export interface RulesCheck<R extends Fields> {
  /** What messages call the resource, such as `security group`. */
  readonly kind: string;
  readonly language: RuleLanguage<R>;
  readonly trafficOf: (rule: R) => TrafficSet;
  /** Whether two rules are the same in everything that the server keeps of them. */
  readonly isSame: (a: R, b: R) => boolean;
  /** Why a change cannot be made without a gap; undefined where it can. */
  readonly gapOf: (
    old: RuleMap<R>,
    wanted: RuleMap<R>,
    options: { secretRules: boolean },
  ) => string | undefined;
}

/** Adds the rules, where there are any, to inputs that have been checked otherwise, and says what their change does. */
export function checkRules<R extends Fields>(
  olds: Props,
  raw: unknown,
  { inputs, problems }: Checked,
  cloud: RulesCheck<R>,
): Checked {
  if (raw === undefined || raw === null) return { inputs, problems };
  const secret = inputs["secretRules"] === true;
  const known = storedRules(olds["rules"], cloud.language);
  const reading = readRules(raw, cloud.language, { secret, known: known ?? {} });
  const checked = {
    inputs: { ...inputs, rules: reading.rules },
    problems: [...problems, ...reading.problems],
  };
  return checked.problems.length > 0 ? checked : withSummary(olds, checked.inputs, known, cloud);
}

/** Says what new or changed rules do, where everything about them is known. */
function withSummary<R extends Fields>(
  olds: Props,
  inputs: Props,
  old: RuleMap<R> | undefined,
  { kind, language, trafficOf, isSame, gapOf }: RulesCheck<R>,
): Checked {
  const wanted = containsUnknown(inputs["rules"]) ? undefined : storedRules(inputs["rules"], language);
  if (wanted === undefined || (old !== undefined && sameRules(old, wanted, isSame))) {
    return { inputs, problems: [] };
  }
  const secret = inputs["secretRules"] === true || olds["secretRules"] === true;
  const name = nameOf(inputs, kind);
  const warnings = lintNotes(`${kind} "${name}"`, wanted, trafficOf, secret);
  if (old === undefined) return { inputs, problems: [], notes: warnings };

  const gap = gapOf(old, wanted, { secretRules: secret });
  const [before, after] = [old, wanted].map((rules) => Object.values(rules).flatMap(trafficOf));
  const gapFree = gap === undefined ? true : { why: gap };
  const notes = [
    summaryLine(name, changeSummary(before ?? [], after ?? [], gapFree, { secret })),
    ...warnings,
  ];
  if (gap === undefined || inputs["requireGapFree"] !== true) return { inputs, problems: [], notes };
  const remedy = "change them in other steps, or leave out requireGapFree";
  return { inputs, problems: [`the change of rules is not gap-free: ${gap}; ${remedy}`], notes };
}

const nameOf = ({ name }: Props, otherwise: string) =>
  typeof name === "string" && !containsUnknown(name) ? name : otherwise;
