import { messageOf, PartialFailure } from "../../core/errors";
import { isDefaultRule } from "./default-rules";
import { type MemberKind, memberKinds } from "../api/client";
import type { FirewallGroupInputs } from "./inputs";
import { reconcileMembers } from "./members";
import { inputsOf, outputsOf } from "./state";
import { reconcileRules } from "./update-rules";
import { fromWire, ruleKey } from "../rule/rule";
import { FEW_LOOKS, settled, type Work } from "./wait";
import type { Group } from "../api/schema";

export interface Furnishing {
  wanted: FirewallGroupInputs;
  /** What was managed before, as far as it was done; nothing at a create. */
  before: Partial<FirewallGroupInputs>;
  /** The group as just read, where it was. */
  group?: Group;
}

/**
 * Makes a group what its inputs say: rules, then members, then the switch, so that a firewall never comes on before its
 * rules are there.
 *
 * @returns the outputs
 * @throws {PartialFailure} with what the group has become, as far as that can be told
 */
export async function furnish(work: Work, furnishing: Furnishing) {
  const { wanted, before } = furnishing;
  let { active } = before;
  try {
    let group = furnishing.group ?? (await settled(work, () => true));
    group = await furnishRules(work, furnishing, group);
    group = await furnishMembers(work, furnishing, group);
    if (wanted.active !== undefined && wanted.active !== before.active) {
      const { active: on } = wanted;
      active = undefined;
      await work.session.write((client) => client.switchFirewall(work.id, on));
      active = on;
      if (on) group = await settleDefaults(work, furnishing, group);
    }
    return { ...wanted, ...outputsOf(group, wanted) };
  } catch (error) {
    throw new PartialFailure(
      work.id,
      { ...(await halfMade(work, furnishing)), active, unfinished: true },
      messageOf(error),
      { cause: error },
    );
  }
}

async function furnishRules(work: Work, { wanted, before }: Furnishing, group: Group): Promise<Group> {
  if (wanted.rules === undefined) return group;
  const { rules, defaultRules: policy = "keep" } = wanted;
  return reconcileRules(work, { rules, defaultRules: policy, formerly: before.rules }, group);
}

async function furnishMembers(work: Work, { wanted, before }: Furnishing, group: Group): Promise<Group> {
  const { exclusiveMembers: exclusive = false } = wanted;
  return reconcileMembers(work, { members: wanted, exclusive, formerly: before }, group);
}

/**
 * The default rules may come only when the firewall first goes on. Those of them that the program has too are there
 * twice then; where they are to be removed, it is worth a wait to see them.
 */
async function settleDefaults(work: Work, furnishing: Furnishing, group: Group): Promise<Group> {
  const { rules, defaultRules: policy = "keep" } = furnishing.wanted;
  if (rules === undefined) return group;
  const shows = (now: Group) =>
    now.rules.map(fromWire).some(({ rule }) => isDefaultRule(rule) && !Object.hasOwn(rules, ruleKey(rule)));
  const looks = policy === "remove" ? FEW_LOOKS : 1;
  return furnishRules(work, furnishing, await settled(work, shows, looks));
}

/** The outputs of a group that was not finished: what it has of the old and of the new. */
async function halfMade({ session, id }: Work, { wanted, before }: Furnishing) {
  const both = (kind: MemberKind) =>
    wanted[kind] && [...new Set([...(before[kind] ?? []), ...wanted[kind]])].toSorted();
  const known = {
    ...wanted,
    ...Object.fromEntries(memberKinds.map((kind) => [kind, both(kind)])),
    rules: wanted.rules && { ...before.rules, ...wanted.rules },
  };
  const group = await session.reader.one(id).catch(() => undefined);
  if (group === undefined) return { ...wanted, rules: before.rules, ...membersOf(before) };
  return { ...inputsOf(group, known, wanted.endpoint), ...outputsOf(group, known) };
}

const membersOf = ({ virtualMachines, users, resources }: Partial<FirewallGroupInputs>) => ({
  virtualMachines,
  users,
  resources,
});
