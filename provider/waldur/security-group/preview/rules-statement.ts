import { type SummaryOptions, summarizeRules } from "../../../kit/check/check-rules";
import type { Checked } from "../../../kit/crud";
import type { Props } from "../../../kit/handlers";
import { secretsOf } from "../../../kit/secrets/secret-inputs";
import { type RuleLanguage, type RuleMap, storedRules } from "../../../rules/rule-map";
import { containsUnknown } from "../../../rules/unknowns";
import type { Rule } from "../../rule/args";
import { rulesCheck } from "./check-rules";
import type { WaldurCheck } from "./existing";
import { plannedChange, rulesAtStart, type Start } from "./planned-change";

/** A resource that has rules. */
export interface RulesSubject {
  readonly kind: string;
  readonly language: RuleLanguage<Rule>;
  /** Undefined for a new group. */
  readonly start: Start | undefined;
  readonly tenant: unknown;
  /** Identifies the resource among those that add rules to the tenant. */
  readonly resource: string;
}

/** What new or changed rules do, and what becomes of those that stay: said, or refused. */
export async function rulesStatement(
  work: WaldurCheck,
  inputs: Props,
  given: SummaryOptions<Rule>,
  { kind, language, start, tenant, resource }: RulesSubject,
): Promise<Checked> {
  const options =
    start === undefined || given.old === undefined ? given : withOthers(given, given.old, start);
  const wanted = containsUnknown(inputs["rules"]) ? undefined : storedRules(inputs["rules"], language);
  if (start === undefined || wanted === undefined) {
    return summarizeRules(inputs, options, rulesCheck(kind, language));
  }
  const planned = await plannedChange(work, {
    start,
    wanted,
    tenant: typeof tenant === "string" && !containsUnknown(tenant) ? tenant : undefined,
    resource,
    secretInputs: secretsOf(inputs, options.before),
  });
  const remarks = [...(options.remarks ?? []), ...planned.remarks];
  const cloud = rulesCheck(kind, language, planned);
  const summary = summarizeRules(inputs, { ...options, remarks }, cloud);
  const warnings = planned.quota.map((note) => `warning: ${kind} "${String(inputs["name"])}": ${note}`);
  return {
    ...summary,
    problems: [...summary.problems, ...planned.problems],
    notes: [...warnings, ...(summary.notes ?? [])],
  };
}

/** What a group has in addition to the rules of the program counts before its change, and after it where it stays. */
const withOthers = (given: SummaryOptions<Rule>, own: RuleMap<Rule>, start: Start): SummaryOptions<Rule> => ({
  ...given,
  old: { ...rulesAtStart(start), ...own },
  others: start.foreign,
});
