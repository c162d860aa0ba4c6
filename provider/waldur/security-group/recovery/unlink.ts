import { AuthenticationError, undefinedIfNotFound } from "../../../http/errors";
import type { WaldurWork } from "../../api/cloud";
import type { WireGroup } from "../../api/schema";
import { forgetPull } from "./tenant-pull";

/**
 * Makes Waldur forget a group that it does not finish or cannot delete; OpenStack keeps what it has of it.
 * @returns whether that was done: it needs a staff user
 */
export async function unlinkGroup(work: WaldurWork, { uuid, tenant_uuid }: WireGroup): Promise<boolean> {
  const { client, deadline, session } = work;
  const view = session.tenant(tenant_uuid);
  try {
    await view.lock.shared(deadline, () => undefinedIfNotFound(client.unlinkGroup(uuid)));
  } catch (error) {
    if (error instanceof AuthenticationError && error.status === 403) return false;
    throw error;
  }
  view.removed();
  // A pull from before the unlink says nothing about the group.
  forgetPull(session, tenant_uuid);
  work.info("the group was stuck and has been unlinked: Waldur no longer has it, and OpenStack keeps it");
  return true;
}
