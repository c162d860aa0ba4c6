import { SecurityGroupsError } from "../../errors";
import { AuthenticationError } from "../../http/errors";
import { httpAddress } from "../../kit/settings/settings";
import { quoted } from "../../text/printable";
import type { E24cloudWork } from "../api/cloud";
import type { Owner } from "../api/schema";
import { e24cloudSession } from "../api/session";

/** The address in state, and the group's owner. */
interface Known {
  readonly endpoint?: string | undefined;
  readonly owner?: Owner | undefined;
}

/**
 * Does something at the address where state has a group, with the credentials of the settings: of these only a signature
 * travels. Where the settings name another address, nothing counts as gone.
 *
 * @param run gives undefined where the group is not there
 * @throws {SecurityGroupsError} where the settings name another address and the group is not at that of state, or where it
 *   may be another account's
 */
export async function atRecordedEndpoint<T>(
  work: E24cloudWork,
  id: string,
  { endpoint, owner }: Known,
  run: (work: E24cloudWork) => Promise<T | undefined>,
): Promise<T | undefined> {
  const { settings, visibility } = work.session;
  // One that is looked up is in no state yet.
  if (!endpoint) return run(work);
  if (endpoint === settings.endpoint) {
    const here = await run(work);
    if (here === undefined) await visibility.requireGone(id, owner);
    return here;
  }
  const found = await run(workAt(work, endpoint));
  if (found !== undefined) return found;
  throw new SecurityGroupsError(
    `state says the group ${id} is on ${endpoint}, which does not show it to the account of the settings, but the settings ` +
      `name ${settings.endpoint}. Set e24cloud:endpoint to ${endpoint} again and run pulumi up. If the group is really ` +
      "deleted, remove it from state with pulumi state delete",
  );
}

/**
 * Deletes a group at the address where state has it, and warns where another account refuses that there.
 *
 * @throws {SecurityGroupsError} where it does not show, and may be another account's
 */
export async function deleteAtRecordedEndpoint(
  work: E24cloudWork,
  id: string,
  { endpoint, owner }: Known,
  remove: (work: E24cloudWork) => Promise<"deleted" | "absent">,
): Promise<void> {
  if (!endpoint || endpoint === work.session.settings.endpoint) {
    if ((await remove(work)) === "absent") await work.session.visibility.requireGone(id, owner);
    return;
  }
  const left = (why: string) =>
    work.warn(
      `the group ${id} may be left at ${endpoint}, where it was created: ${why}. Delete it there if it is not needed`,
    );
  try {
    if ((await remove(workAt(work, endpoint))) === "absent")
      left("the account of the settings cannot see it there");
  } catch (error) {
    if (!(error instanceof AuthenticationError)) throw error;
    left(error.message);
  }
}

/** @throws {SecurityGroupsError} where it is not an address, as in state that was edited by hand */
function workAt(work: E24cloudWork, endpoint: string): E24cloudWork {
  if (!httpAddress.safeParse(endpoint).success)
    throw new SecurityGroupsError(
      `state has ${quoted(endpoint)} as the endpoint of the group, which is not an address. Correct it with pulumi stack export ` +
        "and pulumi stack import",
    );
  const session = e24cloudSession({ ...work.session.settings, endpoint }, work.run);
  return { ...work, session, client: session.client.within({ deadline: work.deadline }) };
}
