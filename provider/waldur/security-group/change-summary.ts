import type { RuleMap } from "../../core/rules/rule-map";
import { verdictLine, verdictOf } from "../../core/traffic/change-summary";
import { planRules } from "./plan";
import { type Rule, ruleTraffic } from "../rule/rule";
import { ruleNaming } from "../rule/format";
import { gapText } from "./gap-text";

export interface RuleChange {
  name: string;
  old: RuleMap<Rule>;
  wanted: RuleMap<Rule>;
  secretRules?: boolean;
}

export interface Judgement {
  /** One line for the user: what opens, what closes, and whether anything is interrupted. */
  line: string;
  /** Why the change is not gap-free; undefined where it is. */
  gap: string | undefined;
}

/**
 * What a change of rules does, as far as the rules alone tell. The quota, and rules that the server has otherwise than
 * state, are only known when the change is made. Undefined where nothing changes.
 */
export function judgeRules({ name, old, wanted, secretRules = false }: RuleChange): Judgement | undefined {
  const before = Object.values(old);
  const after = Object.values(wanted);
  const plan = planRules(
    before.map((rule) => ({ rule, returnable: true })),
    after,
  );
  if (plan.calls === 0) return undefined;
  const gap = plan.gaps.length === 0 ? undefined : gapText(plan.gaps, ruleNaming({ secretRules }));
  const verdict = verdictOf(
    before.flatMap(ruleTraffic),
    after.flatMap(ruleTraffic),
    gap === undefined ? true : { why: gap },
    { secret: secretRules },
  );
  return { line: verdictLine(name, verdict), gap };
}
