import type { E24cloudGroup, Group, WaldurGroup } from "../groups/group";
import { DEFAULT_GROUP } from "../../provider/waldur/api/schema";
import { SELF } from "../../provider/waldur/rule/fields";
import { type Names, namesFor } from "./names";
import { order } from "./order";
import { inexpressibleText } from "../../provider/rules/rule-map";
import { inexpressibleRulesOf, inexpressibleTexts } from "./expressible";

/** What a program declares, in this order. */
export interface Plan {
  readonly declarations: readonly Declaration[];
  /** Groups that no program can adopt as they are, with the reason. */
  readonly leftOut: readonly Remark[];
  /** Groups that are adopted without their rules, with the reason. */
  readonly withoutRules: readonly Remark[];
}

interface Remark {
  readonly group: Group;
  readonly why: string;
}

/** A resource for a group, or one for the rules of a group declared earlier. */
export interface Declaration {
  readonly kind: "group" | "rules";
  readonly group: Group;
  readonly names: Names;
  /** Whether the rules are in this declaration. */
  readonly hasRules: boolean;
  /** Whether others name it by its variable. */
  readonly isNamed: boolean;
}

/**
 * What to declare for some live groups, so that an `up` takes them over as they are. Groups that name each other get their
 * rules in resources of their own.
 */
export function plan(groups: readonly Group[]): Plan {
  const whys = new Map(groups.map((group) => [group, group.trouble || inexpressibleTexts(group)]));
  const leftOut = remarks(groups, (group) => whys.get(group));
  const expressible = groups.filter((group) => whys.get(group) === undefined);
  const withoutRules = remarks(expressible, (group) => {
    const rules = inexpressibleRulesOf(group);
    return rules.length === 0 ? undefined : inexpressibleText(rules);
  });
  const ruleless = new Set(withoutRules.map(({ group }) => group));
  const taken = expressible.map((group) => (ruleless.has(group) ? { ...group, rules: undefined } : group));
  const byId = new Map(taken.map((group) => [group.id, group]));
  const names = namesFor(taken);
  const references = new Map(
    taken.map((group) => [group.id, namedGroups(group).filter((id) => byId.has(id))] as const),
  );
  const { ids, cyclic } = order(references);
  const named = new Set([...references.values()].flat());

  const declared = (id: string, kind: Declaration["kind"]): Declaration[] => {
    const [group, own] = [byId.get(id), names.get(id)];
    if (group === undefined || own === undefined) return [];
    const isNamed = kind === "group" && (named.has(id) || cyclic.has(id));
    const hasRules = group.rules !== undefined && (kind === "rules" || !cyclic.has(id));
    return [{ kind, group, names: own, isNamed, hasRules }];
  };
  return {
    declarations: [
      ...ids.flatMap((id) => declared(id, "group")),
      ...ids.filter((id) => cyclic.has(id)).flatMap((id) => declared(id, "rules")),
    ],
    leftOut,
    withoutRules,
  };
}

/** Those of some groups about which there is a remark. */
const remarks = (groups: readonly Group[], whyOf: (group: Group) => string | undefined): Remark[] =>
  groups.flatMap((group) => {
    const why = whyOf(group);
    return why === undefined ? [] : [{ group, why }];
  });

/** What a program says at its begin of what it lacks. */
export const lacks = ({ leftOut, withoutRules }: Plan): string[] => [
  ...leftOut.map(({ group, why }) => `Left out: ${group.title} (${group.id}), since ${why}`),
  ...withoutRules.map(
    ({ group, why }) => `Without its rules, which stay unchanged: ${group.title} (${group.id}), since ${why}`,
  ),
];

/** Ids of the other groups that the rules of a group name. */
function namedGroups(group: Group): string[] {
  if (group.cloud !== "waldur") return [];
  const ids = Object.values(group.rules ?? {}).flatMap(({ remoteGroup }) => remoteGroup ?? []);
  return [...new Set(ids)].filter((id) => id !== SELF && id !== group.id);
}

/** What a resource sets of a group besides its rules. */
export function fieldsOf(group: Group): Readonly<Record<string, string | readonly string[]>> {
  return group.cloud === "waldur" ? waldurFields(group) : e24cloudFields(group);
}

function waldurFields({ id, name, description }: WaldurGroup) {
  // OpenStack's own group cannot be given a description.
  const isDescribed = description !== "" && name !== DEFAULT_GROUP;
  return { name, ...(isDescribed && { description }), adopt: id };
}

function e24cloudFields({ id, name, members }: E24cloudGroup) {
  const attached = Object.entries(members)
    .filter(([, some]) => some.length > 0)
    .map(([kind, some]) => [kind, some.map((member) => member.id)] as const);
  return { name, adopt: id, ...Object.fromEntries(attached) };
}
