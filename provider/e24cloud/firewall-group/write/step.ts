import { messageOf, SecurityGroupsError } from "../../../errors";
import type { Group, RuleId } from "../../api/group";
import { liveRules } from "../live-rules";
import type { RuleStep } from "../plan/plan";

/** A step that was sent, and the rules before it. */
export interface SentStep {
  readonly step: RuleStep;
  readonly before: ShownRules;
}

/** The rules that a group shows, by id and by key. */
export class ShownRules {
  private readonly keys: ReadonlyMap<RuleId, string>;
  private readonly ids = new Map<string, RuleId[]>();

  constructor(group: Pick<Group, "rules">) {
    this.keys = new Map(liveRules(group).map(({ id, key }) => [id, key] as const));
    for (const [id, key] of this.keys) this.ids.set(key, [...(this.ids.get(key) ?? []), id]);
  }

  /** Whether they show what a step was to do. */
  show({ step, before }: SentStep): boolean {
    const old = step.kind === "add" ? undefined : this.keys.get(step.old.id);
    if (step.kind === "delete") return old === undefined;
    const { key } = step;
    if (step.kind === "add") return (this.ids.get(key) ?? []).some((id) => !before.keys.has(id));
    // A server may give a rule that it updates another id.
    return old === undefined ? this.ids.has(key) : old === key;
  }

  /** Whether they are as a step should leave them, regardless of who changed them. */
  hold(step: RuleStep): boolean {
    return step.kind === "delete" ? !this.keys.has(step.old.id) : this.ids.has(step.key);
  }
}

/** A string that is equal for two steps with the same effect. */
export const effectOf = (step: RuleStep): string =>
  step.kind === "delete" ? `no rule ${step.old.id}` : `the rule ${step.key}`;

/** What a step does, after `to` or `cannot`. */
export function stepText(step: RuleStep): string {
  switch (step.kind) {
    case "add":
      return `add the rule "${step.key}"`;
    case "update":
      return `change the rule "${step.old.key}" to "${step.key}"`;
    case "delete":
      return `remove the rule "${step.old.key}"`;
  }
}

export function stepError(step: RuleStep, cause: unknown): SecurityGroupsError {
  return new SecurityGroupsError(`cannot ${stepText(step)}: ${messageOf(cause)}`, { cause });
}
