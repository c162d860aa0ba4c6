import { Deadline } from "../../core/http/deadline";
import { keepingState } from "../../core/pulumi/crud";
import { isDefaultRule } from "./default-rules";
import { type MemberKind, memberKinds } from "../api/client";
import type { FirewallGroupInputs } from "./inputs";
import { reconcileMembers } from "./members";
import { inputsOf, outputsOf } from "./state";
import { reconcileRules } from "./update-rules";
import { fromWire, ruleKey } from "../rule/rule";
import { FEW_LOOKS, settled, type GroupWork } from "./wait";
import type { Group } from "../api/schema";
import { write } from "../api/session";

export interface Configuration {
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
export async function configureGroup(work: GroupWork, configuration: Configuration) {
  const { wanted, before } = configuration;
  let { active } = before;
  const run = async () => {
    let group = configuration.group ?? (await settled(work, () => true));
    group = await configureRules(work, configuration, group);
    group = await configureMembers(work, configuration, group);
    if (wanted.active !== undefined && wanted.active !== before.active) {
      const { active: on } = wanted;
      active = undefined;
      await write(work, (client) => client.switchFirewall(work.id, on));
      active = on;
      if (on) group = await settleDefaults(work, configuration, group);
    }
    return { ...wanted, ...outputsOf(group, wanted) };
  };
  const state = async () => ({ ...(await halfMade(work, configuration)), active, unfinished: true });
  return keepingState(work.id, state, run);
}

async function configureRules(
  work: GroupWork,
  { wanted, before }: Configuration,
  group: Group,
): Promise<Group> {
  if (wanted.rules === undefined) return group;
  const { rules, defaultRules: policy = "keep" } = wanted;
  return reconcileRules(work, { rules, defaultRules: policy, formerly: before.rules }, group);
}

async function configureMembers(
  work: GroupWork,
  { wanted, before }: Configuration,
  group: Group,
): Promise<Group> {
  const { exclusiveMembers: exclusive = false } = wanted;
  return reconcileMembers(work, { members: wanted, exclusive, formerly: before }, group);
}

/**
 * The default rules may come only when the firewall first goes on. Those of them that the program has too are there
 * twice then; where they are to be removed, it is worth a wait to see them.
 */
async function settleDefaults(work: GroupWork, configuration: Configuration, group: Group): Promise<Group> {
  const { rules, defaultRules: policy = "keep" } = configuration.wanted;
  if (rules === undefined) return group;
  const shows = (now: Group) =>
    now.rules.map(fromWire).some(({ rule }) => isDefaultRule(rule) && !Object.hasOwn(rules, ruleKey(rule)));
  const looks = policy === "remove" ? FEW_LOOKS : 1;
  return configureRules(work, configuration, await settled(work, shows, looks));
}

/** Seconds for the look at a group after a failure, which may have been that of its server. */
const LOOK_AFTER_FAILURE = 10;

/** The outputs of a group that was not finished: what it has of the old and of the new. */
async function halfMade({ session, id }: GroupWork, { wanted, before }: Configuration) {
  const both = (kind: MemberKind) =>
    wanted[kind] && [...new Set([...(before[kind] ?? []), ...wanted[kind]])].toSorted();
  const known = {
    ...wanted,
    ...Object.fromEntries(memberKinds.map((kind) => [kind, both(kind)])),
    rules: wanted.rules && { ...before.rules, ...wanted.rules },
  };
  const client = session.client.within({ deadline: new Deadline(LOOK_AFTER_FAILURE) });
  const group = await session.reader.one(client, id).catch(() => undefined);
  if (group === undefined) return { ...wanted, rules: before.rules, ...membersOf(before) };
  return { ...inputsOf(group, known, wanted.endpoint), ...outputsOf(group, known) };
}

const membersOf = ({ virtualMachines, users, resources }: Partial<FirewallGroupInputs>) => ({
  virtualMachines,
  users,
  resources,
});
