import * as pulumi from "@pulumi/pulumi";
import type { KeyedTraffic } from "../provider/core/explain";
import { containsUnknown } from "../provider/core/unknowns";
import { groupId, keyedRules } from "./clouds";
import { sourceOf, type Subject } from "./subject";

/** The rules of a subject, all of them known. */
export interface GroupRules {
  /** What rules of other groups call it; undefined for plain rules. */
  readonly id: string | undefined;
  readonly rules: readonly KeyedTraffic[];
}

/**
 * Reads what a subject allows. Under `pulumi.runtime.setMocks` nothing checks the rules of a group: here they are
 * read as a check would.
 * @throws {Error} where they are not known, not managed, or would be refused
 */
export async function groupRules(subject: Subject): Promise<GroupRules> {
  const { cloud, rules, group } = sourceOf(subject);
  const id = group && (await idOf(group));
  const raw = await known(rules, "what the rules are");
  if (raw === undefined) {
    throw new Error("nobody knows what the group allows: its rules are not managed, so give it some");
  }
  return { id, rules: keyedRules(cloud, raw, id) };
}

/** What rules call a group. */
export async function idOf(group: pulumi.CustomResource): Promise<string> {
  return groupId(String(await known(group.id, "the id of a group")));
}

/** The value of an input. A value that is not known answers no question, so it is an error. */
async function known(input: pulumi.Input<unknown>, what: string): Promise<unknown> {
  const value: unknown = await pulumi.runtime.serializeProperty(what, pulumi.unsecret(pulumi.output(input)));
  if (!containsUnknown(value)) return value;
  throw new Error(
    `${what} is not known here: let the newResource of the mocks return ids, and set mocks that are no preview`,
  );
}
