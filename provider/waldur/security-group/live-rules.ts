import { fated, type FatedRule } from "./plan/lost-rules";
import type { RuleCall } from "./plan/plan";
import { fateOf } from "../rule/fate";
import type { Rule } from "../rule/rule";
import { asRead, fromWire, type RuleHome, toWire } from "../rule/wire";
import { takesNumbers } from "../api/release";
import type { NewWireRule, WireGroup, WireRule } from "../api/schema";

/** A rule that the server has, with what to send to keep it. */
export interface LiveRule extends FatedRule {
  readonly wire: WireRule;
}

export function liveRules(group: LiveGroup): LiveRule[] {
  const numbers = takesNumbers(group);
  return group.rules.map((wire) => ({ wire, ...fated(fromWire(wire, group.uuid), fateOf(wire, numbers)) }));
}

export type LiveGroup = Pick<WireGroup, "uuid" | "rules" | "instance_count" | "created">;

/** One rule of a request, and the canonical rule that it stands for. */
export interface SentRule {
  readonly rule: Rule;
  readonly wire: NewWireRule;
}

/** The list that a call sends. */
export function sentRules({ kept, recreated, added }: RuleCall<LiveRule>, home: RuleHome): SentRule[] {
  return [
    ...kept.map(({ rule, wire }) => ({ rule, wire: asRead(wire) })),
    ...recreated.map(([{ wire }, rule]) => ({ rule, wire: { ...toWire(rule, home), id: wire.id } })),
    ...added.map((rule) => ({ rule, wire: toWire(rule, home) })),
  ];
}
