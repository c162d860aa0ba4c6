import { z } from "zod";
import type { Account } from "./account";
import {
  hasMembers,
  ruleOf,
  withChangedRule,
  withMember,
  withoutMember,
  withoutRule,
  withRule,
} from "./group";
import type { Group, MemberKind } from "./group";
import { Refusal, UnknownId } from "./api/refusal";
import { anyTraffic, completed, defaultRules, sameTraffic } from "./rule";
import type { Rule, RuleFields } from "./rule";
import { ruleInput, wholeNumber } from "./api/rule-input";
import type { RuleInput } from "./api/rule-input";
import type { Switches } from "./profiles/switches";

/** What an operation may read besides its group and its body. */
export interface Context {
  switches: Readonly<Switches>;
  account: Account;
  nextRuleId: () => number;
}

/** Gives the group as it is afterwards, or the same one when nothing changes. @throws Refusal, UnknownId */
type Operation = (group: Group, body: unknown, context: Context) => Group;

/** The operations of `POST /v2/groups/$GROUP_ID/<operation>` (e24cloud REST documentation, groups and firewall). */
export const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ["group-attach-user", attach("users")],
  ["group-attach-vm", attach("virtualMachines")],
  ["group-attach-resource", attach("resources")],
  ["group-detach-user", detach("users")],
  ["group-detach-vm", detach("virtualMachines")],
  ["group-detach-resource", detach("resources")],
  ["group-add-rule", addRule],
  ["group-update-rule", updateRule],
  ["group-delete-rule", deleteRule],
  ["firewall", switchFirewall],
]);

/** A new group as `PUT /v2/groups` makes it. */
export function prepared(empty: Group, context: Context): Group {
  return context.switches.defaultRules === "onCreate" ? withDefaultRules(empty, context) : empty;
}

/** @throws Refusal for a group that may not be deleted */
export function refuseInUse(group: Group, { switches }: Pick<Context, "switches">): void {
  if (switches.inUse === "reject" && hasMembers(group))
    throw new Refusal(`group ${group.id} has members: detach them first`);
}

/** The body, as far as the schema knows it. @throws Refusal naming what is wrong with it */
export function bodyAs<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (!result.success) throw new Refusal(z.prettifyError(result.error));
  return result.data;
}

const memberBody = z.object({ id: z.string() });
const firewallBody = z.object({ active: z.boolean() });

function attach(kind: MemberKind): Operation {
  return (group, body, context) => {
    const id = memberId(kind, body, context);
    if (group[kind].includes(id) && context.switches.repeatAttach === "fail")
      throw new Refusal(`${id} is attached already`);
    return withMember(group, kind, id);
  };
}

function detach(kind: MemberKind): Operation {
  return (group, body, context) => {
    const id = memberId(kind, body, context);
    if (!group[kind].includes(id) && context.switches.repeatAttach === "fail")
      throw new Refusal(`${id} is not attached`);
    return withoutMember(group, kind, id);
  };
}

function memberId(kind: MemberKind, body: unknown, { account }: Context): string {
  const { id } = bodyAs(memberBody, body);
  if (!account[kind].some((member) => member.id === id)) throw new UnknownId(`the account has no ${id}`);
  return id;
}

function addRule(group: Group, body: unknown, context: Context): Group {
  const fields = ruleFrom({ ...anyTraffic, ...bodyAs(ruleInput(context.switches), body) });
  refuseDuplicate(fields, group.rules, context);
  return withRule(group, { ...fields, id: context.nextRuleId() });
}

function updateRule(group: Group, body: unknown, context: Context): Group {
  const { switches } = context;
  if (switches.update === "refuse") throw new Refusal("rules can't be edited");
  const ruleId = ruleIdIn(body, context);
  const old = ruleOf(group, ruleId);
  const leftOut = switches.update === "merge" ? old : anyTraffic;
  const fields = ruleFrom({ ...leftOut, ...bodyAs(ruleInput(switches), body) });
  refuseDuplicate(
    fields,
    group.rules.filter(({ id }) => id !== ruleId),
    context,
  );
  return withChangedRule(group, ruleId, fields);
}

function deleteRule(group: Group, body: unknown, context: Context): Group {
  return withoutRule(group, ruleIdIn(body, context));
}

function ruleIdIn(body: unknown, { switches }: Context): number {
  return bodyAs(z.object({ rule_id: wholeNumber(Number.MAX_SAFE_INTEGER, switches) }), body).rule_id;
}

function ruleFrom({ direction, ...fields }: typeof anyTraffic & RuleInput): RuleFields {
  if (!direction) throw new Refusal("direction is required: IN or OUT");
  return completed({ ...anyTraffic, ...fields, direction });
}

function refuseDuplicate(fields: RuleFields, others: readonly Rule[], { switches }: Context): void {
  if (switches.duplicateRule === "allow") return;
  const same = others.find((rule) => sameTraffic(rule, fields));
  if (same) throw new Refusal(`rule ${same.id} allows the same traffic`);
}

function switchFirewall(group: Group, body: unknown, context: Context): Group {
  const { active } = bodyAs(firewallBody, body);
  if (active === group.active) return group;
  const switched = { ...group, active, wasActive: true };
  return context.switches.defaultRules === "onFirstEnable" && !group.wasActive
    ? withDefaultRules(switched, context)
    : switched;
}

function withDefaultRules(group: Group, { switches, nextRuleId }: Context): Group {
  const added = defaultRules.filter(
    (fields) => switches.duplicateRule === "allow" || !group.rules.some((rule) => sameTraffic(rule, fields)),
  );
  return added.reduce((sum, fields) => withRule(sum, { ...fields, id: nextRuleId() }), group);
}
