import { SecurityGroupsError, messageOf } from "../../errors";
import type { InState } from "../../kit/define-resource";
import { keepingState } from "../../kit/operation";
import type { Props, Stored } from "../../kit/handlers";
import { ANY_RULE, withSealedOutputs } from "../../kit/secrets";
import { changesOfOthers, othersVerdict, rulesOutside } from "../../rules/foreign-rules";
import { listRules } from "../../rules/codec";
import { requireReadable } from "../api/group-reader";
import type { Group, RuleId } from "../api/group";
import { write, type E24cloudWork } from "../api/session";
import { ruleKey } from "../rule/fields";
import type { Rule } from "../rule/args";
import { differingInputs, type FirewallGroupInputs } from "./inputs";
import { defaultRules, isDefaultRule } from "./plan";
import {
  findArrived,
  type LateDefaults,
  lateDefaultsFrom,
  stillAwaited,
  liveRules,
  rulesOf,
  outputsOf,
  ruleOutputsOf,
  existingRuleIds,
  inputsOf,
  hasSecretMembers,
  type Marks,
  marksOf,
  ownerIn,
  lateDefaultsIn,
} from "./state";
import { RuleWriter, lostAnswerError, awaitOutcome, isRefused } from "./reconcile";
import {
  currentGroup,
  FEW_POLLS,
  type GroupWork,
  pollFor,
  waitUntilShown,
  POLLS_AFTER_LOST_ANSWER,
  goneError,
} from "./wait";
import { NotFoundError } from "../../http/errors";
import { type MemberKind, memberKinds } from "../api/client";
import {
  holds,
  type MemberStep,
  memberSteps,
  type WantedMembers,
  unprotectedServers,
  unprotectedServersText,
  leavingServers,
  programFirewalls,
} from "./servers";
import { Deadline } from "../../http/deadline";
import { keyedMap, keyedRules, type RuleMap } from "../../rules/rule-map";

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
 * Makes a group what its inputs say: rules, then members, then the switch, so that a firewall is never switched on
 * before its rules exist. It is switched off first: changes of rules cut nothing then.
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
  let owner = configuration.group?.owner;
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
    owner = group.owner;
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
  const state = async (failure: unknown) => {
    const { group } = configuration;
    const known = sealed(await stateAfterFailure(work, { wanted, before, group, failure }));
    return {
      ...known,
      // Without it, a group that is deleted by hand next could be another account's.
      owner: known["owner"] ?? owner,
      active,
      notUpdatable: [...notUpdatable],
      lateDefaultRules: late,
      unseenAdds: (writer ?? configuration).unseenAdds || undefined,
      unfinished: true,
    };
  };
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
 * The default rules may come only when the firewall is first switched on. Those of them that the program has too exist
 * twice then; where they are to be removed, waiting for them pays.
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

/**
 * Attaches and detaches, one by one, what differs, and waits until the group shows it. A refusal counts only where the
 * goal does not hold afterwards: servers may refuse to attach what is attached.
 *
 * @param group as just read
 * @returns the group as it is afterwards
 */
export async function reconcileMembers(work: GroupWork, wanted: WantedMembers, group: Group): Promise<Group> {
  const steps = memberSteps(group, wanted);
  if (steps.length === 0) return group;
  for (const [position, step] of steps.entries()) await perform(work, step, steps.slice(0, position));
  let open: readonly MemberStep[] = steps;
  const done = await waitUntilShown(work, (now) => {
    open = steps.filter((step) => !holds(step, now));
    return open.length === 0;
  });
  if (done !== undefined) return done;
  const texts = open.map(stepText).join(", to ");
  throw work.deadline.error(
    `the server accepted to ${texts}, but the group does not show it. Run pulumi again: it continues from what ` +
      "the group shows",
  );
}

/** @param before the steps that the server has accepted already */
async function perform(work: GroupWork, step: MemberStep, before: readonly MemberStep[]): Promise<void> {
  const { kind, memberId, attach } = step;
  const fail = (cause: unknown) => {
    const why = cause instanceof NotFoundError ? noMember(cause) : messageOf(cause);
    return new SecurityGroupsError(`cannot ${stepText(step)}: ${why}`, { cause });
  };
  const sent = write(work, (client) =>
    attach ? client.attach(work.id, kind, memberId) : client.detach(work.id, kind, memberId),
  );
  const outcome = await awaitOutcome(sent).catch((error: unknown) => {
    throw fail(error);
  });
  if (outcome.kind === "accepted") return;
  const polls = outcome.kind === "refused" ? FEW_POLLS : POLLS_AFTER_LOST_ANSWER;
  if ((await waitUntilShown(work, (group) => holds(step, group), polls)) !== undefined) return;
  if (outcome.kind === "lost") throw lostAnswerError(work, stepText(step), outcome.error);
  const refused = fail(outcome.error);
  const isSettled = await waitUntilShown(
    work,
    (group) => before.every((one) => holds(one, group)),
    POLLS_AFTER_LOST_ANSWER,
  );
  // While others are in progress, the group does not show everything.
  throw isSettled === undefined ? new SecurityGroupsError(refused.message) : refused;
}

const noMember = ({ call, status }: NotFoundError) =>
  `the account has none of this id in this region (${call.method} ${call.path}: ${status}). Look the id up in e24cloud's panel`;

function stepText({ kind, memberId, attach }: MemberStep): string {
  const [verb, side] = attach ? ["attach", "to"] : ["detach", "from"];
  return `${verb} ${KIND_WORDS[kind]} ${memberId} ${side} the group`;
}

/** What messages call a member. */
export const KIND_WORDS: Readonly<Record<MemberKind, string>> = {
  virtualMachines: "virtual machine",
  users: "user",
  resources: "resource",
};

/** Seconds for reading a group after a failure, which may have been that of its server. */
const READ_AFTER_FAILURE = 5;

export interface Unfinished {
  readonly wanted: FirewallGroupInputs;
  readonly before: Partial<FirewallGroupInputs>;
  /** The group as it was read before, where it was. */
  readonly group: Group | undefined;
  readonly failure: unknown;
}

/**
 * The inputs and outputs of a group that was not finished. After a refusal it is what the group shows. Otherwise something
 * may still be in progress, or cannot be read: then state has all that was and all that was wanted, so that whatever
 * there is of it counts as the program's own and goes when the program no longer says it.
 */
export async function stateAfterFailure(
  { session, id }: GroupWork,
  { wanted, before, group: start, failure }: Unfinished,
): Promise<Props> {
  const members = (kind: MemberKind) =>
    wanted[kind] && [...new Set([...(before[kind] ?? []), ...wanted[kind]])].toSorted();
  // All adopted rules existed before: the remaining ones go in the next run.
  const former = before.rules ?? (start && inputsOf(start, wanted, wanted.endpoint).rules);
  const union: FirewallGroupInputs = {
    ...wanted,
    ...Object.fromEntries(memberKinds.map((kind) => [kind, members(kind)])),
    rules: wanted.rules && together(former, wanted.rules),
  };
  const client = session.client.within({ deadline: new Deadline(READ_AFTER_FAILURE), patience: 0 });
  const group = await session.reader.one(client, id).catch(() => undefined);
  if (group === undefined || group.unreadable.length > 0) return union;
  const rules = ruleOutputsOf(group, union.rules);
  const inputs = isRefused(failure)
    ? { ...inputsOf(group, union, wanted.endpoint), ...rules }
    : { ...union, unmanagedRules: rules.unmanagedRules };
  return { ...inputs, ...outputsOf(group, union) };
}

const together = (...maps: readonly (RuleMap<Rule> | undefined)[]) =>
  keyedMap(maps.flatMap((rules = {}) => keyedRules(rules)));

type Inputs = Partial<FirewallGroupInputs>;

/**
 * Says, or with `guard: "error"` refuses, what would leave servers unfiltered: a server in no other group that filters
 * lets everything through. Which of its other groups do is known of those of the program only.
 *
 * @param active whether the group's firewall is on; undefined where that is not known, which counts as on
 */
export async function guardServers(
  { run, session, client, warn }: E24cloudWork,
  { id }: Group,
  leaving: readonly string[],
  { guard = "warn", active }: Pick<Inputs, "guard" | "active">,
): Promise<void> {
  if (leaving.length === 0 || active === false) return;
  const others = (await session.reader.list(client)).filter((group) => group.id !== id);
  const bare = unprotectedServers(run, leaving, others);
  if (bare.servers.length === 0) return;
  const text = unprotectedServersText(bare, active);
  if (guard === "error") {
    const them = bare.servers.length === 1 ? "it" : "them";
    throw new SecurityGroupsError(
      `${text}. Put ${them} into another group first, or set guard: "warn" and run pulumi up before the group is deleted or ` +
        "replaced",
    );
  }
  warn(text);
}

/** Inputs that say what a group should be; the others only say how to go about it. */
const SERVER_SIDE: readonly string[] = [
  "rules",
  "virtualMachines",
  "users",
  "resources",
  "active",
  "exclusiveMembers",
  "defaultRules",
];

/** Makes the group what the new inputs say. Where only settings of this package changed, nothing is sent. */
export async function updateGroup(
  work: E24cloudWork,
  { id, props: olds, known: before }: InState<Partial<FirewallGroupInputs>>,
  wanted: FirewallGroupInputs,
): Promise<Stored> {
  const { unfinished, ...marks } = marksOf(olds);
  const late = wanted.defaultRules === "remove" ? lateDefaultsIn(olds) : undefined;
  if (
    !unfinished &&
    late === undefined &&
    !differingInputs(before, wanted).some((field) => SERVER_SIDE.includes(field))
  ) {
    const { owner, permissions, attached, unmanagedRules } = olds;
    const visible = hasSecretMembers(wanted) ? undefined : attached;
    const outputs = { owner, permissions, attached: visible, unmanagedRules };
    return { id, outs: { ...wanted, ...outputs, ...kept(marks) } };
  }
  const group = await groupInState(work, id, olds);
  const { guard } = wanted;
  await guardServers(work, group, leavingServers(group, wanted, before), { guard, active: before.active });
  programFirewalls(work.run).has(id, { name: wanted.name, active: wanted.active ?? before.active });
  // State of an older version has no other rules where the program has given secret ones up.
  const mayHaveSecrets = before.rules === undefined && olds["unmanagedRules"] === undefined;
  const configuration = { wanted, before, unfinished, ...marks, late, group, mayHaveSecrets };
  return { id, outs: await configureGroup({ ...work, id }, configuration) };
}

/** @throws {SecurityGroupsError} where it is gone, may be another account's, or cannot be read */
async function groupInState({ session, client }: E24cloudWork, id: string, olds: Props): Promise<Group> {
  const group = await session.reader.one(client, id);
  if (group !== undefined) return requireReadable(group);
  await session.visibility.requireGone(id, ownerIn(olds));
  throw goneError(id);
}

/** Marks that say something. */
const kept = ({ notUpdatable, unseenAdds }: Pick<Marks, "notUpdatable" | "unseenAdds">) => ({
  notUpdatable,
  unseenAdds: unseenAdds || undefined,
});
