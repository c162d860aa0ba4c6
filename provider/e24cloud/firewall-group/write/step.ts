import { messageOf, SecurityGroupsError } from "../../../core/errors";
import type { Group, RuleId } from "../../api/schema";
import { fromWire } from "../../rule/wire";
import { ruleKey } from "../../rule/key";
import type { RuleStep } from "../plan/plan";

/** A step that was sent, and the ids of the rules before it. */
export interface SentStep {
  readonly step: RuleStep;
  readonly before: ReadonlySet<RuleId>;
}

/** Whether the group shows what a step was to do. */
export function shows({ step, before }: SentStep, group: Group): boolean {
  const live = group.rules.map(fromWire);
  const old = step.kind === "add" ? undefined : live.find(({ id }) => id === step.old.id);
  if (step.kind === "delete") return old === undefined;
  const key = ruleKey(step.rule);
  if (step.kind === "add") return live.some(({ id, rule }) => !before.has(id) && ruleKey(rule) === key);
  // A server may give a rule that it updates another id.
  return old === undefined ? holds(step, group) : ruleKey(old.rule) === key;
}

/** Whether the group is as a step should leave it, whoever brought that about. */
export function holds(step: RuleStep, group: Group): boolean {
  const live = group.rules.map(fromWire);
  if (step.kind === "delete") return !live.some(({ id }) => id === step.old.id);
  return live.some(({ rule }) => ruleKey(rule) === ruleKey(step.rule));
}

/** A text that is the same for two steps with the same effect. */
export const effectOf = (step: RuleStep): string =>
  step.kind === "delete" ? `no rule ${step.old.id}` : `the rule ${ruleKey(step.rule)}`;

/** What a step does, after `to` or `cannot`. */
export function stepText(step: RuleStep): string {
  switch (step.kind) {
    case "add":
      return `add the rule "${ruleKey(step.rule)}"`;
    case "update":
      return `change the rule "${ruleKey(step.old.rule)}" to "${ruleKey(step.rule)}"`;
    case "delete":
      return `remove the rule "${ruleKey(step.old.rule)}"`;
  }
}

export function stepError(step: RuleStep, cause: unknown): SecurityGroupsError {
  return new SecurityGroupsError(`cannot ${stepText(step)}: ${messageOf(cause)}`, { cause });
}
