import { SecurityGroupsError } from "../../errors";
import { isUnknown } from "../../rules/unknowns";
import { ALIASES, type Owner, ownership, type Wanted } from "../../run/ownership";
import type { Run } from "../../run/run";
import type { E24cloudWork } from "../api/session";

/** Ids are unique among all groups, and one group may be reached at the addresses of several regions. */
const groupAt = (id: string) => `e24cloud group ${id.toLowerCase()}`;

const adoption = (id: string): Wanted => ({
  thing: groupAt(id),
  both: `adopt the group ${id}`,
  remedy: "let one of them adopt it",
});

/** What a resource is about to call its own. */
export interface Wants {
  /** Names the account among all others. */
  readonly account: string;
  readonly name: unknown;
  /** Id of a group to adopt. */
  readonly adopt: unknown;
}

/**
 * Refuses what two resources of a program cannot both have: one name in an account, one group. They would undo each
 * other's work at every `up`, and their groups could not be distinguished.
 *
 * @returns sentences without the full stop, each with its remedy; what is not known yet is not compared
 */
export function ownershipProblems(run: Run, owner: Owner, { account, name, adopt }: Wants): string[] {
  const known = (value: unknown): value is string => typeof value === "string" && !isUnknown(value);
  const byName: Wanted = {
    thing: `name ${String(name)} in ${account}`,
    both: `want the name "${String(name)}" in one account`,
    remedy: "give one of them another name",
  };
  // Groups of one name are distinguished by their ids where these are given.
  const wanted = known(adopt) ? [adoption(adopt)] : known(name) ? [byName] : [];
  return ownership(run).problems(owner, wanted);
}

/** Notes that a resource has a group. @param isSure false where it may yet be replaced */
export const claimGroup = (run: Run, id: string, owner: Owner, isSure = true): void =>
  ownership(run).keep(groupAt(id), owner, isSure);

/**
 * Takes a group that was there before for one resource.
 * @throws {SecurityGroupsError} where another one of the program has it
 */
export function adoptGroup(run: Run, id: string, owner: Owner): void {
  const [problem] = ownership(run).problems(owner, [adoption(id)]);
  if (problem !== undefined) throw new SecurityGroupsError(problem);
  claimGroup(run, id, owner);
}

/** Deletes a group, unless another resource of this run has it. */
export async function deleteUnlessClaimed(
  { run, urn, info }: E24cloudWork,
  id: string,
  remove: () => Promise<void>,
): Promise<void> {
  const owner = ownership(run).keeper([groupAt(id)], urn);
  if (owner === undefined) return remove();
  info(`the group stays: ${owner.title} has it in this run. ${ALIASES}`);
}
