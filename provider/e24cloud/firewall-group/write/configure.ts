import { SecurityGroupsError } from "../../../errors";
import { keepingState } from "../../../kit/crud";
import type { Props } from "../../../kit/handlers";
import { ANY_RULE, withSealedOutputs } from "../../../kit/secrets/former-secrets";
import { changesOfOthers, othersVerdict, rulesOutside } from "../../../rules/foreign-rules";
import { listRules } from "../../../rules/list-rules";
import { requireReadable } from "../../api/group-reader";
import type { Group, RuleId } from "../../api/group";
import { write } from "../../api/session";
import { ruleKey } from "../../rule/codec";
import type { Rule } from "../../rule/args";
import { differingInputs } from "../diff";
import type { FirewallGroupInputs } from "../inputs";
import { reconcileMembers } from "./reconcile-members";
import { defaultRules, isDefaultRule } from "../plan/default-rules";
import { findArrived, type LateDefaults, lateDefaultsFrom, stillAwaited } from "../late-defaults";
import { RuleWriter } from "./reconcile-rules";
import { liveRules, rulesOf } from "../live-rules";
import { outputsOf, ruleOutputsOf, existingRuleIds } from "../state";
import { stateAfterFailure } from "./state-after-failure";
import { currentGroup, FEW_POLLS, type GroupWork, pollFor, waitUntilShown } from "../wait/wait";

export interface Configuration {
  readonly wanted: FirewallGroupInputs;
  /** What was managed before, as far as it was done; nothing at a create. */
  readonly before: Partial<FirewallGroupInputs>;
  /** Whether the last operation was not finished, from state. */
  readonly unfinished?: boolean;
  /** Ids of rules that an update has not changed, from state. */
  readonly notUpdatable?: readonly RuleId[];
  /** Default rules that may yet show, from state. */
  readonly late?: LateDefaults | undefined;
  /** How many rules an earlier operation has added that no read has shown since, from state. */
  readonly unseenAdds?: number;
  /** The group as just read, where it was. */
  readonly group?: Group;
  /** Whether live rules that are not the program's may be secret, which state does not say. */
  readonly mayHaveSecrets?: boolean;
}

/**
 * Makes a group what its inputs say: rules, then members, then the switch, so that a firewall never comes on before its
 * rules are there. One that goes off does so first: what it lets through no longer cuts anything then.
 *
 * @returns the outputs
 * @throws {PartialFailure} with the state of the group, as far as it is known
 */
export async function configureGroup(work: GroupWork, configuration: Configuration) {
  const { wanted, before } = configuration;
  const sealed = (outputs: Props) =>
    configuration.mayHaveSecrets === true ? withSealedOutputs(outputs, ANY_RULE) : outputs;
  const notUpdatable = new Set(configuration.notUpdatable);
  let { active } = before;
  let { late } = configuration;
  let writer: RuleWriter | undefined;
  const isSwitched = wanted.active !== undefined && wanted.active !== before.active;
  const turn = async (on: boolean) => {
    // While the answer is out, it is not known which way the switch is.
    active = undefined;
    await write(work, (client) => client.switchFirewall(work.id, on));
    active = on;
    late = on && wanted.rules ? lateDefaultsFrom(new Date(), wanted.rules) : undefined;
  };
  const run = async () => {
    const rules = ruleWriter(work, configuration, notUpdatable);
    writer = rules;
    let group = configuration.group ?? (await waitUntilFirstShown(work));
    const seen = [group];
    late = stillAwaited(late, [group], before.rules);
    if (isSwitched && wanted.active === false) await turn(false);
    group = (await rules?.run(group)) ?? group;
    const { exclusiveMembers: exclusive = false } = wanted;
    group = await reconcileMembers(work, { members: wanted, exclusive, formerly: before }, group);
    if (isSwitched && wanted.active === true) {
      await turn(true);
      group = await withDefaultRules(work, wanted);
      late = stillAwaited(late, [...seen, group]);
      if (rules !== undefined) group = await rules.run(group);
    }
    return sealed({
      ...wanted,
      ...outputsOf(group, wanted),
      ...ruleOutputsOf(group, wanted.rules),
      notUpdatable: existingRuleIds(notUpdatable, group),
      lateDefaultRules: wanted.defaultRules === "remove" && wanted.rules ? late : undefined,
    });
  };
  const state = async (failure: unknown) => ({
    ...sealed(await stateAfterFailure(work, { wanted, before, group: configuration.group, failure })),
    active,
    notUpdatable: [...notUpdatable],
    lateDefaultRules: late,
    unseenAdds: (writer ?? configuration).unseenAdds || undefined,
    unfinished: true,
  });
  return keepingState(work.id, state, run);
}

/** A group that was just made, once it shows. */
async function waitUntilFirstShown(work: GroupWork): Promise<Group> {
  const group = await pollFor(work, () => work.session.reader.one(work.client, work.id));
  if (group !== undefined) return requireReadable(group);
  throw work.deadline.error("the server accepted to make the group, and does not show it");
}

function ruleWriter(
  work: GroupWork,
  configuration: Configuration,
  notUpdatable: Set<RuleId>,
): RuleWriter | undefined {
  const { wanted, before, group, unseenAdds } = configuration;
  const { rules, defaultRules: policy = "keep", foreignRules = "leave" } = wanted;
  if (rules === undefined || !writesRules(configuration)) return undefined;
  if (group !== undefined) reportForeignRules(work, group, configuration);
  const isTakeover = wanted.adopt !== undefined && before.rules === undefined;
  const leavesForeign = before.rules !== undefined && foreignRules !== "remove";
  return new RuleWriter(work, {
    rules,
    defaultRules: policy,
    formerly: before.rules,
    leavesForeign,
    notUpdatable,
    unseenAdds,
    isTakeover,
  });
}

/** Rules are written if the program changes them, and before a firewall is switched on. */
function writesRules({ wanted, before, unfinished = false, late, group }: Configuration): boolean {
  const fields = ["rules", "defaultRules"];
  const isChanged = differingInputs(before, wanted).some((field) => fields.includes(field));
  const come = group === undefined ? [] : findArrived(late, group, wanted.rules, before.rules);
  return come.length > 0 || unfinished || isChanged || (wanted.active === true && before.active !== true);
}

/** Says what others have done to the rules. @throws {SecurityGroupsError} where the program refuses that */
function reportForeignRules(
  { note }: GroupWork,
  group: Group,
  { wanted, before, unfinished = false }: Configuration,
): void {
  const { rules = {}, foreignRules = "leave" } = wanted;
  if (before.rules === undefined) return;
  const live = rulesOf(group);
  const views = { live, former: before.rules, wanted: rules };
  const { added: all, removed } = changesOfOthers(views, !unfinished);
  const added = rulesOutside(all, defaultRules);
  const list = (some: readonly Rule[]) => listRules(some, ruleKey);
  const verdict = othersVerdict({ added, removed }, foreignRules, list);
  if ("problem" in verdict) throw new SecurityGroupsError(`${verdict.problem}. ${verdict.remedy}`);
  verdict.notes.forEach((words) => note(words));
}

/**
 * The default rules may come only when the firewall is first switched on. Those of them that the program has too are there
 * twice then; where they are to be removed, it is worth a wait to see them.
 */
async function withDefaultRules(
  work: GroupWork,
  { rules = {}, defaultRules: policy }: FirewallGroupInputs,
): Promise<Group> {
  const shows = (now: Group) =>
    liveRules(now).some(({ key }) => isDefaultRule(key) && !Object.hasOwn(rules, key));
  const polls = policy === "remove" ? FEW_POLLS : 1;
  return (await waitUntilShown(work, shows, polls)) ?? currentGroup(work);
}
