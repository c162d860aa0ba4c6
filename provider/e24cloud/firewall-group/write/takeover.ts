import { SecurityGroupsError } from "../../../core/errors";
import { ALIASES, takeovers } from "../../../core/run/takeovers";
import type { E24cloudWork } from "../../api/cloud";

/** Ids are unique among all groups, and one group may be reached at the addresses of several regions. */
const nameOf = (id: string) => `e24cloud ${id}`;

/**
 * Takes a group for one resource of this run.
 * @throws {SecurityGroupsError} where another one has it already
 */
export function takeOver(work: E24cloudWork, id: string, resource: { name: string }): void {
  const owner = takeovers(work.run).ownerOf(nameOf(id), "group");
  if (owner !== undefined) {
    throw new SecurityGroupsError(
      `group ${id} belongs to ${owner} of this program already: let one of them adopt it`,
    );
  }
  noteTakeover(work, id, resource);
}

/** Notes that a resource has a group under its hand: no delete of this run may touch it. */
export function noteTakeover({ run }: E24cloudWork, id: string, { name }: { name: string }): void {
  takeovers(run).note({ group: nameOf(id), part: "group", by: `FirewallGroup "${name}"` });
}

/** Deletes a group, unless another resource of this run has it under its hand. */
export async function unlessTakenOver(
  { run, tell }: E24cloudWork,
  id: string,
  remove: () => Promise<void>,
): Promise<void> {
  const owner = takeovers(run).ownerOf(nameOf(id), "group");
  if (owner === undefined) return remove();
  tell(`the group stays: ${owner} has taken it over in this run. ${ALIASES}`);
}
