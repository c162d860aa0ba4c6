import { undefinedIfNotFound } from "../../http/errors";
import type { WaldurWork } from "../api/cloud";
import { GroupFailure } from "../api/failures";

/**
 * Where the settings name another server than state does, makes sure that it has the group: a server that has moved
 * has, another one has not, and there nothing may count as gone.
 *
 * @param known the address in state
 * @throws {GroupFailure} where it does not have the group
 */
export async function requireRecordedGroup(
  { client, session }: WaldurWork,
  id: string,
  { apiUrl: known }: { apiUrl?: string | undefined },
): Promise<void> {
  const { apiUrl } = session.settings;
  if (!known || known === apiUrl) return;
  if ((await undefinedIfNotFound(client.getGroup(id))) !== undefined) return;
  throw new GroupFailure(
    `state says the group ${id} is on ${known}, but the settings name ${apiUrl}, which does not have it`,
    `Set waldur:apiUrl to ${known} again and run pulumi up. If the group is really deleted, remove it from state with ` +
      "pulumi state delete.",
  );
}
