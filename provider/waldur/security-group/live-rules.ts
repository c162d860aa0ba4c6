import { type Keyed, keyedMap, type RuleMap } from "../../rules/rule-map";
import { perOwner } from "../../run/run";
import { fated, type FatedRule } from "./plan/lost-rules";
import type { RuleCall } from "./plan/plan";
import { fateOf } from "../rule/fate";
import { ruleKey, asRead, fromWire, toWire } from "../rule/codec";
import type { Rule } from "../rule/args";
import type { RuleHome } from "../rule/fields";
import { known } from "../api/capabilities";
import type { NewWireRule, WireGroup, WireRule } from "../api/schema";

/** A rule that the server has, with what to send to keep it. */
export interface LiveRule extends FatedRule {
  readonly wire: WireRule;
}

/** The rules of a group as the server has them: those of one answer are read once. */
export const liveRules = perOwner((group: LiveGroup): readonly LiveRule[] => {
  const numbers = known("numbers", group);
  return group.rules.map((wire) => {
    const rule = fromWire(wire, group.uuid);
    return { wire, ...fated({ key: ruleKey(rule), rule }, fateOf(wire, numbers)) };
  });
});

export type LiveGroup = Pick<WireGroup, "uuid" | "rules" | "instance_count" | "created">;

/** The same by their keys. */
export const rulesOf = perOwner((group: LiveGroup): RuleMap<Rule> => keyedMap(liveRules(group)));

/** One rule of a request, and the canonical rule that it stands for. */
export interface SentRule extends Keyed<Rule> {
  readonly wire: NewWireRule;
}

/** The list that a call sends. */
export function sentRules({ kept, recreated, added }: RuleCall<LiveRule>, home: RuleHome): SentRule[] {
  return [
    ...kept.map(({ key, rule, wire }) => ({ key, rule, wire: asRead(wire) })),
    ...recreated.map(([{ key, wire }, rule]) => ({
      key,
      rule,
      wire: { ...toWire(rule, home), id: wire.id },
    })),
    ...added.map(({ key, rule }) => ({ key, rule, wire: toWire(rule, home) })),
  ];
}
