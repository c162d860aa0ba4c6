import { changesOfOthers, type ForeignRulePolicy, othersVerdict } from "../../../rules/foreign-rules";
import { listRules } from "../../../rules/list-rules";
import { type RuleMap, sameRules } from "../../../rules/rule-map";
import type { WithSecrets } from "../../../kit/secrets/secret-inputs";
import type { WaldurWork } from "../../api/cloud";
import { GroupFailure } from "../../api/failures";
import type { WireGroup } from "../../api/schema";
import { ruleNaming, sameRule } from "../../rule/codec";
import type { Rule } from "../../rule/args";
import { rulesOf } from "../live-rules";
import type { WantedGroup } from "./reconcile";

export interface RulesUpdate extends WithSecrets {
  /** The rules in state; undefined where they were not managed. */
  readonly former: RuleMap<Rule> | undefined;
  /** The rules of the program; undefined where it manages none. */
  readonly rules?: RuleMap<Rule> | undefined;
  readonly foreignRules?: ForeignRulePolicy | undefined;
  /** Whether state says that the group is as the last run has left it. */
  readonly isHealthy: boolean;
}

/**
 * What an update makes of the rules: nothing where the program has not changed them, else what its preview showed. A rule
 * that somebody else has added meanwhile is said, and stays unless the program says otherwise.
 *
 * @param group as just read
 * @throws {GroupFailure} where there is such a rule and `foreignRules` is `refuse`
 */
export function rulesToWrite(
  { note }: Pick<WaldurWork, "note">,
  group: WireGroup,
  { former, rules, foreignRules = "leave", isHealthy, secretInputs }: RulesUpdate,
): Pick<WantedGroup, "rules" | "formerRules"> {
  // To begin to manage rules is to take them over: what the program does not have goes, as the preview said.
  if (former === undefined || rules === undefined) return { rules };
  if (isHealthy && sameRules(former, rules, sameRule)) return {};
  const changes = changesOfOthers({ live: rulesOf(group), former, wanted: rules }, isHealthy);
  const list = (some: readonly Rule[]) => listRules(some, ruleNaming({ secretInputs }));
  const verdict = othersVerdict(changes, foreignRules, list);
  if ("problem" in verdict) throw new GroupFailure(verdict.problem, verdict.remedy);
  verdict.notes.forEach((words) => note(words));
  return { rules, ...(foreignRules === "remove" ? {} : { formerRules: former }) };
}
