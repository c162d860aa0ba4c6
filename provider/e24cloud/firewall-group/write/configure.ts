import { keepingState } from "../../../core/pulumi/crud";
import { requireReadable } from "../../api/group-reader";
import type { Group, RuleId } from "../../api/group";
import { write } from "../../api/session";
import { fromWire } from "../../rule/wire";
import { ruleKey } from "../../rule/key";
import type { FirewallGroupInputs } from "../inputs";
import { reconcileMembers } from "./reconcile-members";
import { isDefaultRule } from "../plan/default-rules";
import { RuleWriter } from "./reconcile-rules";
import { outputsOf, stillThere } from "../state";
import { stateAfterFailure } from "./state-after-failure";
import { currentGroup, FEW_LOOKS, type GroupWork, lookFor, shownGroup } from "../wait/wait";

export interface Configuration {
  readonly wanted: FirewallGroupInputs;
  /** What was managed before, as far as it was done; nothing at a create. */
  readonly before: Partial<FirewallGroupInputs>;
  /** Ids of rules that an update has not changed, from state. */
  readonly notUpdatable?: readonly RuleId[];
  /** The group as just read, where it was. */
  readonly group?: Group;
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
  const notUpdatable = new Set(configuration.notUpdatable);
  let { active } = before;
  const run = async () => {
    const rules = ruleWriter(work, configuration, notUpdatable);
    let group = configuration.group ?? (await newlyMade(work));
    group = (await rules?.run(group)) ?? group;
    const { exclusiveMembers: exclusive = false } = wanted;
    group = await reconcileMembers(work, { members: wanted, exclusive, formerly: before }, group);
    if (wanted.active !== undefined && wanted.active !== before.active) {
      const { active: on } = wanted;
      // While the answer is out, nobody knows which way the switch is.
      active = undefined;
      await write(work, (client) => client.switchFirewall(work.id, on));
      active = on;
      if (on && rules !== undefined) group = await rules.run(await withDefaultRules(work, wanted));
    }
    return { ...wanted, ...outputsOf(group, wanted), notUpdatable: stillThere(notUpdatable, group) };
  };
  const state = async (failure: unknown) => ({
    ...(await stateAfterFailure(work, { wanted, before, failure })),
    active,
    notUpdatable: [...notUpdatable],
    unfinished: true,
  });
  return keepingState(work.id, state, run);
}

/** A group that was just made, once it shows. */
async function newlyMade(work: GroupWork): Promise<Group> {
  const group = await lookFor(work, () => work.session.reader.one(work.client, work.id));
  if (group !== undefined) return requireReadable(group);
  throw work.deadline.error("the server has accepted to make the group, and does not show it");
}

function ruleWriter(
  work: GroupWork,
  { wanted, before }: Configuration,
  notUpdatable: Set<RuleId>,
): RuleWriter | undefined {
  const { rules, defaultRules = "keep" } = wanted;
  if (rules === undefined) return undefined;
  const isTakeover = wanted.adopt !== undefined && before.rules === undefined;
  return new RuleWriter(work, { rules, defaultRules, formerly: before.rules, notUpdatable, isTakeover });
}

/**
 * The default rules may come only when the firewall first goes on. Those of them that the program has too are there
 * twice then; where they are to be removed, it is worth a wait to see them.
 */
async function withDefaultRules(
  work: GroupWork,
  { rules = {}, defaultRules }: FirewallGroupInputs,
): Promise<Group> {
  const shows = (now: Group) =>
    now.rules.map(fromWire).some(({ rule }) => isDefaultRule(rule) && !Object.hasOwn(rules, ruleKey(rule)));
  const looks = defaultRules === "remove" ? FEW_LOOKS : 1;
  return (await shownGroup(work, shows, looks)) ?? currentGroup(work);
}
