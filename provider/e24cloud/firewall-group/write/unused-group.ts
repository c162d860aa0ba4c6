import { SecurityGroupsError } from "../../../errors";
import type { E24cloudWork } from "../../api/cloud";
import type { Group } from "../../api/group";
import { isEmptyGroup, namedGroups } from "../empty-group";

/**
 * The id of the empty group of a name that the preview has said will be used. An `up` that heard no answer may have left
 * it; one that no preview has named may be somebody else's.
 *
 * @throws {SecurityGroupsError} where there are others
 */
export async function findUnusedGroup(
  work: E24cloudWork,
  named: readonly Group[],
): Promise<string | undefined> {
  const empty = await findEmptyGroups(work, named);
  const [only, ...more] = empty;
  if (only === undefined) return undefined;
  const ids = empty.map(({ id }) => id).join(", ");
  if (more.length === 0 && namedGroups(work.run).get(only.name) === only.id && work.session.claim(only.id)) {
    return only.id;
  }
  const [there, adopt] =
    more.length === 0
      ? ["is an empty group", `adopt: "${ids}"`]
      : [`are ${empty.length} empty groups`, "adopt to the id of one"];
  throw new SecurityGroupsError(
    `there ${there} of this name already (${ids}), perhaps left by an up whose answer was lost: set ${adopt} to use it, or ` +
      "choose another name",
  );
}

/** Those that nobody of this run has and nobody has put anything into. */
export async function findEmptyGroups(
  { session, client }: E24cloudWork,
  groups: readonly Group[],
): Promise<Group[]> {
  const free = groups.filter(({ id }) => !session.isClaimed(id));
  const whole = await Promise.all(free.map(({ id }) => session.reader.one(client, id)));
  return whole.filter((group) => group !== undefined).filter(isEmptyGroup);
}
