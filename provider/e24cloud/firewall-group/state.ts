import { z } from "zod";
import type { Props } from "../../kit/handlers";
import { refreshedUnmanagedRules, ruleOutputs } from "../../kit/fields";
import { keyedMap, type RuleMap } from "../../rules/rule-map";
import { secretsOf } from "../../kit/secrets";
import { type MemberKind, memberKinds } from "../api/client";
import { managedRules, type LiveRule, defaultRuleKeys } from "./plan";
import type { FirewallGroupInputs } from "./inputs";
import { attachedIds, foreignIds, virtualMachineIds } from "./servers";
import type { Group, RuleId } from "../api/group";
import { perOwner, perRun } from "../../run/run";
import { ruleKey, fromWire } from "../rule/fields";
import type { Rule } from "../rule/args";
import { isDeepStrictEqual } from "node:util";

/**
 * What the server returns of a group besides the inputs, under the API's names in camelCase.
 *
 * `members`, `virtual_machines`, `resources` and `rules` are the inputs `users`, `virtualMachines`, `resources` and
 * `rules`. Of what is attached, `attached` has the names, labels and types as well; what other writers attach is
 * left out, as it would show as drift. The ids of rules are left out, as every change makes new ones. The state of the
 * switch (`active`) can't be read back.
 */
export function outputsOf(group: Group, inputs: Partial<FirewallGroupInputs>) {
  const { owner, permissions } = group;
  const members = [...group.users, ...group.virtualMachines, ...group.resources];
  const attached = (kind: MemberKind) =>
    (inputs[kind] ?? []).flatMap((id) => members.find((member) => member.id === id) ?? []);
  return {
    owner,
    permissions,
    attached: hasSecretMembers(inputs)
      ? undefined
      : {
          users: attached("users"),
          virtualMachines: attached("virtualMachines"),
          resources: attached("resources"),
        },
  };
}

/** Whether ids of members must stay out of outputs of their own. */
export const hasSecretMembers = (inputs: Partial<FirewallGroupInputs>) =>
  secretsOf(inputs).some((name) => memberKinds.some((kind) => kind === name));

/** The inputs as the server has them: what is not managed stays out, what can't be read back stays as it was. */
export function inputsOf(group: Group, known: Partial<FirewallGroupInputs>, endpoint: string) {
  const live = managedRules(liveRules(group), known.defaultRules ?? "keep", known.rules);
  return {
    ...known,
    endpoint,
    name: group.name,
    rules: known.rules && keyedMap(live),
    virtualMachines: managedIds(group, "virtualMachines", known),
    users: managedIds(group, "users", known),
    resources: managedIds(group, "resources", known),
  };
}

/**
 * The live rules as outputs, after a create or update.
 * @param own the rules that count as the program's; undefined where it manages none
 */
export const ruleOutputsOf = (group: Group, own: FirewallGroupInputs["rules"]) => ({
  ...ruleOutputs(rulesOf(group), own ?? {}),
  ...(own ? {} : NO_RULES),
});

const NO_RULES = { rules: undefined };

/** The output `unmanagedRules` after a refresh: what stays in addition to the rules of the program, or all rules. */
export function refreshedUnmanagedRulesOf(group: Group, known: Partial<FirewallGroupInputs>, props: Props) {
  const live = liveRules(group);
  const managed = known.rules ? managedRules(live, known.defaultRules ?? "keep", known.rules) : [];
  const own = new Set(managed);
  return refreshedUnmanagedRules(props, keyedMap(live.filter((one) => !own.has(one))));
}

/** The same for a group that a program only looks up: everything. */
export function allInputsOf(group: Group, endpoint: string) {
  const resources = attachedIds(group, "resources");
  const virtualMachines = virtualMachineIds(group);
  return {
    endpoint,
    name: group.name,
    rules: rulesOf(group),
    virtualMachines,
    users: attachedIds(group, "users"),
    resources: resources.filter((id) => !virtualMachines.includes(id)),
  };
}

function managedIds(
  group: Group,
  kind: MemberKind,
  known: Partial<FirewallGroupInputs>,
): string[] | undefined {
  const attached = attachedIds(group, kind);
  const foreign = known.exclusiveMembers ? foreignIds(group, kind, known) : [];
  return known[kind] && [...known[kind].filter((id) => attached.includes(id)), ...foreign].toSorted();
}

/** Ids of rules, such as those that an update has not changed, as far as the group still has them. */
export function existingRuleIds(ids: Iterable<RuleId>, group: Group): RuleId[] | undefined {
  const there = new Set(group.rules.map(({ id }) => id));
  const kept = [...ids].filter((id) => there.has(id));
  return kept.length > 0 ? kept : undefined;
}

const marks = z.object({
  unfinished: z.boolean().catch(false),
  notUpdatable: z.array(z.union([z.number(), z.string()])).catch([]),
  unseenAdds: z.int().min(0).catch(0),
});

/**
 * What state has of earlier operations: whether the last one was not finished, which rules an update has not changed, and
 * how many rules were added that no read has shown since.
 */
export const marksOf = (props: unknown) => marks.parse(props);
export type Marks = z.output<typeof marks>;

const withOwner = z.object({
  owner: z.object({ id: z.string(), name: z.string().optional() }).optional().catch(undefined),
});

/** Who owns the group, as state has it. */
export const ownerIn = (props: unknown) => withOwner.parse(props).owner;

/** The rules of a group as the server has them: those of one answer are read once. */
export const liveRules = perOwner((group: Pick<Group, "rules">): readonly LiveRule[] =>
  group.rules.map((wire) => {
    const rule = fromWire(wire);
    return { id: wire.id, key: ruleKey(rule), rule };
  }),
);

/** The same by their keys. */
export const rulesOf = perOwner((group: Pick<Group, "rules">): RuleMap<Rule> => keyedMap(liveRules(group)));

/** Milliseconds for which default rules may still come after a firewall was switched on. */
const WAIT = 24 * 60 * 60 * 1000;

const schema = z.object({
  /** When the firewall was switched on. */
  since: z.iso.datetime(),
  /** Those that no read has shown since. */
  keys: z.array(z.string()),
});

/**
 * Default rules that may yet show and are to be removed: the server works from a queue, and no answer says that it is
 * done. State has them until they have been seen, or for a day.
 */
export type LateDefaults = z.output<typeof schema>;

/** What state awaits; undefined where nothing is, or no longer. */
export function lateDefaultsIn(props: unknown, now = Date.now()): LateDefaults | undefined {
  const { data } = z.object({ lateDefaultRules: schema }).safeParse(props);
  const late = data?.lateDefaultRules;
  return late !== undefined && now - Date.parse(late.since) < WAIT ? late : undefined;
}

/** What is awaited from the moment in which a firewall was switched on. @param rules of the program */
export const lateDefaultsFrom = (since: Date, rules: RuleMap<Rule>): LateDefaults | undefined =>
  some({ since: since.toISOString(), keys: defaultRuleKeys.filter((key) => !Object.hasOwn(rules, key)) });

/**
 * What is still awaited after some reads of the group.
 * @param own the rules that the program had when it was read: to see one of these says nothing about the server's
 */
export function stillAwaited(
  late: LateDefaults | undefined,
  groups: readonly Group[],
  own: RuleMap<Rule> = {},
): LateDefaults | undefined {
  const seen = new Set(groups.flatMap(keysOf).filter((key) => !Object.hasOwn(own, key)));
  return late && some({ ...late, keys: late.keys.filter((key) => !seen.has(key)) });
}

/** The awaited rules that a group shows and that are none of the program's, neither of now nor of before. */
export function findArrived(
  late: LateDefaults | undefined,
  group: Group,
  ...programs: readonly (RuleMap<Rule> | undefined)[]
): string[] {
  const live = new Set(keysOf(group));
  const isOwn = (key: string) => programs.some((rules = {}) => Object.hasOwn(rules, key));
  return (late?.keys ?? []).filter((key) => live.has(key) && !isOwn(key));
}

const some = (late: LateDefaults) => (late.keys.length === 0 ? undefined : late);
const keysOf = (group: Group) => liveRules(group).map(({ key }) => key);

/** Whether a group is empty: it has no rules, or just those that e24cloud adds by itself. */
export function isEmptyGroup(group: Group): boolean {
  const { users, virtualMachines, resources, unreadable } = group;
  const members = users.length + virtualMachines.length + resources.length;
  const keys = liveRules(group).map(({ key }) => key);
  const isUntouched = keys.length === 0 || isDeepStrictEqual(keys.toSorted(), defaultRuleKeys);
  return members === 0 && unreadable.length === 0 && isUntouched;
}

/** The empty groups that previews of a run have said they will use, by name: a create uses no others. */
export const namedGroups = perRun(() => new Map<string, string>());

/** The names for which previews of a run have reported an existing group: no second group is created without a warning. */
export const reportedNames = perRun(() => new Set<string>());
