import * as pulumi from "@pulumi/pulumi";
import type { KeyedTraffic } from "../provider/core/traffic/explain";
import { containsUnknown } from "../provider/core/rules/unknowns";
import * as e24cloud from "../provider/e24cloud";
import { groupId, keyedRules } from "./clouds";
import { type GroupResource, sourceOf, type Subject } from "./subject";

/** The rules of a subject, all of them known. */
export interface GroupRules {
  /** What rules of other groups call it; undefined for plain rules. */
  readonly id: string | undefined;
  readonly rules: readonly KeyedTraffic[];
  /** Rules that the cloud may add by itself and that stay: no program can rely on them, nor on their absence. */
  readonly unbidden: readonly KeyedTraffic[];
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
  if (raw === undefined) {
    throw new Error("nobody knows what the group allows: its rules are not managed, so give it some");
  }
  const rules = keyedRules(cloud, raw, id);
  const unbidden = group ? await unbiddenRules(group) : [];
  return { id, rules, unbidden: unbidden.filter(({ key }) => rules.every((rule) => rule.key !== key)) };
}

/** What rules call a group. */
export async function idOf(group: GroupResource): Promise<string> {
  return groupId(String(await known(group.id, "the id of a group")));
}

/** Under `defaultRules: "keep"` an e24cloud group keeps the rules that it gets by itself. */
async function unbiddenRules(group: GroupResource): Promise<KeyedTraffic[]> {
  if (!e24cloud.FirewallGroup.isInstance(group)) return [];
  const policy = "defaultRules" in group ? await known(group.defaultRules, "defaultRules") : undefined;
  if (policy !== "keep") return [];
  const { allow } = e24cloud;
  return keyedRules("e24cloud", [...allow.egress(), ...allow.ssh(), ...allow.dhcp()]);
}

/** The value of an input. A value that is not known answers no question, so it is an error. */
async function known(input: unknown, what: string): Promise<unknown> {
  const value: unknown = await pulumi.runtime.serializeProperty(what, pulumi.unsecret(pulumi.output(input)));
  if (!containsUnknown(value)) return value;
  throw new Error(
    `${what} is not known here: let the newResource of the mocks return ids, and set mocks that are no preview`,
  );
}
