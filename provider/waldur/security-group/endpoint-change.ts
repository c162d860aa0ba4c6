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
export const requireRecordedGroup = async (
  work: WaldurWork,
  id: string,
  known: { apiUrl?: string | undefined },
): Promise<void> => requireThere(work, known, `the group ${id}`, () => work.client.getGroup(id));

/** The same of anything. @param ask fails where the server does not have it */
export async function requireThere(
  { session }: WaldurWork,
  { apiUrl: known }: { readonly apiUrl?: string | undefined },
  what: string,
  ask: () => Promise<unknown>,
): Promise<void> {
  const { apiUrl } = session.settings;
  if (!known || known === apiUrl) return;
  if ((await undefinedIfNotFound(ask())) !== undefined) return;
  throw new GroupFailure(
    `state says ${what} is on ${known}, but the settings name ${apiUrl}, which does not have it`,
    `Set waldur:apiUrl to ${known} again and run pulumi up. If ${what.replace(/ [0-9a-f]{32}$/, "")} is really deleted, remove it from state with ` +
      "pulumi state delete.",
  );
}
