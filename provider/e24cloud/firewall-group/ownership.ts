import type { Props } from "../../kit/handlers";
import { isUnknown } from "../../rules/unknowns";
import type { Spared, Wanted } from "../../run/ownership";

/** Ids are unique among all groups, and one group may be reached at the addresses of several regions. */
export const ownedGroup = (id: string) => `e24cloud group ${id.toLowerCase()}`;

/** A group that was there before. */
export const groupTakenOver = (id: string): Wanted => ({
  thing: ownedGroup(id),
  both: `adopt the group ${id}`,
  remedy: "let one of them adopt it",
});

const hasValue = (value: unknown): value is string => typeof value === "string" && !isUnknown(value);

/**
 * What two resources of a program cannot both have: one name in an account, one group. They would undo each
 * other's work at every `up`, and their groups could not be distinguished. What is not known yet is not compared.
 *
 * @param account names it among all others
 */
export function wantedGroup(account: string, { name, adopt }: Props): Wanted[] {
  // Groups of one name are distinguished by their ids where these are given.
  if (hasValue(adopt)) return [groupTakenOver(adopt)];
  if (!hasValue(name)) return [];
  const both = `want the name "${name}" in one account`;
  return [{ thing: `name ${name} in ${account}`, both, remedy: "give one of them another name" }];
}

/** A delete leaves a group to another resource of this run that has it. */
export const sparedGroup = (id: string): Spared => ({
  things: [ownedGroup(id)],
  text: ({ title }) => `the group stays: ${title} has it in this run`,
});
