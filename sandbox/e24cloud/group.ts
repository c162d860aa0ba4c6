import { UnknownId } from "./api/refusal";
import type { Rule, RuleFields } from "./rule";

export type MemberKind = "users" | "virtualMachines" | "resources";

/** A group at one moment. Never changed in place, so that it can be kept as history. */
export interface Group {
  readonly id: string;
  readonly name: string;
  /** Whether the firewall is on. No reply of the API shows it. */
  readonly active: boolean;
  /** Whether the firewall was ever on, which is when the default rules may appear. */
  readonly wasActive: boolean;
  readonly rules: readonly Rule[];
  /** Ids, as those of the other members. */
  readonly users: readonly string[];
  readonly virtualMachines: readonly string[];
  readonly resources: readonly string[];
}

export function emptyGroup(id: string, name: string): Group {
  return {
    id,
    name,
    active: false,
    wasActive: false,
    rules: [],
    users: [],
    virtualMachines: [],
    resources: [],
  };
}

export function withRule(group: Group, rule: Rule): Group {
  return { ...group, rules: [...group.rules, rule] };
}

/** @throws UnknownId */
export function ruleOf(group: Group, ruleId: number): Rule {
  const rule = group.rules.find(({ id }) => id === ruleId);
  if (!rule) throw new UnknownId(`group ${group.id} has no rule ${ruleId}`);
  return rule;
}

export function withChangedRule(group: Group, ruleId: number, fields: RuleFields): Group {
  const changed = { ...fields, id: ruleOf(group, ruleId).id };
  return { ...group, rules: group.rules.map((rule) => (rule.id === ruleId ? changed : rule)) };
}

export function withoutRule(group: Group, ruleId: number): Group {
  const gone = ruleOf(group, ruleId);
  return { ...group, rules: group.rules.filter((rule) => rule !== gone) };
}

export function withMember(group: Group, kind: MemberKind, id: string): Group {
  return group[kind].includes(id) ? group : { ...group, [kind]: [...group[kind], id] };
}

export function withoutMember(group: Group, kind: MemberKind, id: string): Group {
  return group[kind].includes(id)
    ? { ...group, [kind]: group[kind].filter((member) => member !== id) }
    : group;
}

export function hasMembers({ users, virtualMachines, resources }: Group): boolean {
  return users.length + virtualMachines.length + resources.length > 0;
}
