import type { CurrentRule, RuleCall } from "../plan/plan";
import type { Rule } from "../../rule/rule";
import { asRead, fromWire, type RuleHome, toWire } from "../../rule/wire";
import type { NewWireRule, WireGroup, WireRule } from "../../api/schema";

/** A rule that the server has, with what to send to keep it. */
export interface LiveRule extends CurrentRule {
  readonly wire: WireRule;
}

export function liveRules({ uuid, rules }: Pick<WireGroup, "uuid" | "rules">): LiveRule[] {
  return rules.map((wire) => ({
    wire,
    rule: fromWire(wire, uuid),
    returnable: asRead(wire) !== undefined,
  }));
}

/** One rule of a request, and the canonical rule that it stands for. */
export interface SentRule {
  readonly rule: Rule;
  readonly wire: NewWireRule;
}

/** The list that a call sends. */
export function sentRules({ kept, recreated, added }: RuleCall<LiveRule>, home: RuleHome): SentRule[] {
  return [
    ...kept.map(({ rule, wire }) => ({ rule, wire: asRead(wire) ?? toWire(rule, home) })),
    ...recreated.map(([{ wire }, rule]) => ({ rule, wire: { ...toWire(rule, home), id: wire.id } })),
    ...added.map((rule) => ({ rule, wire: toWire(rule, home) })),
  ];
}
