import type { WaldurWork } from "../../api/cloud";
import type { WireGroup } from "../../api/schema";
import { pullTenantOnce } from "./tenant-pull";

/** So often a group is looked for after a pull, before OpenStack counts as not having it. */
const POLLS = 3;
/** Time between these polls, as a multiple of the pause between polls of a wait. */
const PAUSES = 4;

/** A group that Waldur does not have under the id in state. */
export interface MissingGroup {
  readonly tenant: string;
  readonly name: string;
  /** Its id in OpenStack; empty where it never had one, or where OpenStack does not have it either. */
  readonly backendId: string;
}

/**
 * The group that Waldur has for the same group in OpenStack: after an unlink, a pull of the tenant imports it under another
 * id. Undefined where there is none so far.
 */
export async function findImported(
  { client }: WaldurWork,
  { tenant, backendId }: Omit<MissingGroup, "name">,
): Promise<WireGroup | undefined> {
  if (backendId === "") return undefined;
  const groups = await client.listGroups({ tenant_uuid: tenant, backend_id: backendId });
  // A server that ignored a filter would list others.
  return groups.find((group) => group.backend_id === backendId && group.tenant_uuid === tenant);
}

/** The same after a pull of the tenant, where nothing else has brought it back. Undefined where OpenStack does not have it. */
export async function pullBack(work: WaldurWork, missing: MissingGroup): Promise<WireGroup | undefined> {
  if (missing.backendId === "") return undefined;
  const known = await findImported(work, missing);
  if (known !== undefined) return known;
  const reason = `"${missing.name}" is no longer in Waldur, and OpenStack may have it still`;
  await pullTenantOnce(work, missing.tenant, reason);
  // Reads may be behind.
  for (let poll = 1; poll < POLLS; poll += 1) {
    const group = await findImported(work, missing);
    if (group !== undefined) return group;
    await work.deadline.pause(PAUSES * work.session.settings.pollInterval);
  }
  return findImported(work, missing);
}
