import * as pulumi from "@pulumi/pulumi";
import { type KeyedTraffic, type Filter, possibly } from "../provider/traffic/explain";
import type { LintedRule } from "../provider/traffic/lint";
import { containsUnknown } from "../provider/rules/rule-map";
import { keptDefaultRules } from "../provider/e24cloud/firewall-group/plan";
import { type Cloud, groupId, keyedRules } from "./clouds";
import { type GroupResource, sourceOf, type Subject } from "./subject";

/** A rule of a subject. */
interface SubjectRule extends LintedRule {
  /** Whether no program can rely on it, nor on its absence. @default false */
  readonly isUncertain?: boolean;
}

/** What is known of what a subject lets through. */
export interface GroupRules extends Filter<SubjectRule> {
  readonly cloud: Cloud;
  /** What rules of other groups call it; undefined for plain rules. */
  readonly id: string | undefined;
}

/**
 * Reads what a subject allows. Under `pulumi.runtime.setMocks` nothing checks the rules of a group: here they are
 * read as a check would.
 * @throws {Error} where they are not known, not managed, or would be refused
 */
export async function groupRules(subject: Subject): Promise<GroupRules> {
  const { cloud, rules: input, group } = sourceOf(subject);
  const id = group && (await idOf(group));
  const raw = await known(input, "what the rules are");
  const others = group && (await outputOf(group, "unmanagedRules"));
  if (raw === undefined && others === undefined) throw new Error(NOT_MANAGED);
  const own = keyedRules(cloud, raw ?? [], id);
  const isOther = ({ key }: KeyedTraffic) => own.every((rule) => rule.key !== key);
  const mayKeep = cloud === "e24cloud" && group !== undefined && others === undefined;
  const rules: SubjectRule[] = [
    ...own,
    ...keyedRules(cloud, others ?? [], id)
      .filter(isOther)
      .map((rule) => ({ ...rule, isUnmanaged: true })),
    ...(mayKeep ? await keptRules(group) : [])
      .filter(isOther)
      .map((rule) => ({ ...rule, isUnmanaged: true, isUncertain: true })),
  ];
  const active = cloud === "waldur" || !group ? true : await outputOf(group, "active");
  return {
    cloud,
    id,
    rules,
    isOff: active === false,
    unseen: active === undefined ? NEVER_SWITCHED_ON : "",
  };
}

const NOT_MANAGED =
  "what the group allows is not known, since its rules are not managed: give it rules, or test the SecurityGroupRules " +
  "that sets them";

const NEVER_SWITCHED_ON = "its firewall, which allows everything if it is off: active: true switches it on";

/** The same for questions: what is uncertain is not known. */
export const reliable = (group: GroupRules): GroupRules => ({
  ...group,
  rules: group.rules.map((rule) => (rule.isUncertain === true ? unreliable(rule) : rule)),
});

const unreliable = (rule: SubjectRule): SubjectRule => ({
  key: `${rule.key} (e24cloud adds it itself, unless defaultRules is "remove")`,
  traffic: [],
  possible: possibly([rule]),
});

/** What rules call a group. */
export async function idOf(group: GroupResource): Promise<string> {
  return groupId(String(await known(group.id, "the id of a group")));
}

/** Under `defaultRules: "keep"` an e24cloud group keeps the rules that it gets by itself at some moment. */
async function keptRules(group: GroupResource): Promise<KeyedTraffic[]> {
  const defaultRules = await outputOf(group, "defaultRules");
  return keyedRules("e24cloud", keptDefaultRules({ defaultRules }));
}

/** Undefined where the resource has no such output, or where mocks leave it out at a preview. */
async function outputOf(group: GroupResource, name: string): Promise<unknown> {
  const outputs: Readonly<Record<string, unknown>> = { ...group };
  const value = await valueOf(outputs[name], name);
  return containsUnknown(value) ? undefined : value;
}

/** The value of an input. A value that is not known answers no question, so it is an error. */
async function known(input: unknown, what: string): Promise<unknown> {
  const value = await valueOf(input, what);
  if (!containsUnknown(value)) return value;
  throw new Error(
    `${what} is not known here: return ids from newResource of the mocks, and set mocks without preview`,
  );
}

const valueOf = async (input: unknown, what: string): Promise<unknown> =>
  pulumi.runtime.serializeProperty(what, pulumi.unsecret(pulumi.output(input)));
