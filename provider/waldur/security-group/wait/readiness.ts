import { ConflictError, whereThere } from "../../../core/http/errors";
import type { WaldurWork } from "../../api/cloud";
import { GroupFailure } from "../../api/failures";
import { errorReason, isErred, isOk } from "../../api/group-state";
import type { WireGroup } from "../../api/schema";
import type { GroupRef } from "../../api/session";
import { GroupGoneError, settledGroup } from "./wait";

/** A group that state tells of. */
export async function presentGroup({ client }: WaldurWork, id: string): Promise<WireGroup> {
  const group = await whereThere(client.getGroup(id));
  if (group !== undefined) return group;
  throw new GroupFailure(
    "Waldur does not have the group any more, or the token's user may not see it",
    "Check its id, or run pulumi up --refresh to make anew what is gone.",
  );
}

/** A new group when Waldur has made it in OpenStack too. */
export async function arrivedGroup(work: WaldurWork, group: WireGroup): Promise<WireGroup> {
  const ref = { id: group.uuid, tenant: group.tenant_uuid };
  const goal = "Waldur to make the group in OpenStack";
  const arrived = await settledGroup(work, ref, { goal, before: group });
  if (!isErred(arrived)) return arrived;
  throw new GroupFailure(
    `OpenStack did not make the group as it should be: ${errorReason(arrived)}`,
    "Run pulumi up again to repair it.",
  );
}

/** The group as it is when nothing is under way in it any more: OK or ERRED. */
export async function restingGroup(work: WaldurWork, group: WireGroup): Promise<WireGroup> {
  if (isOk(group) || isErred(group)) return group;
  const ref = { id: group.uuid, tenant: group.tenant_uuid };
  return settledGroup(work, ref, { goal: "an earlier change to end", before: undefined });
}

/**
 * Gets a group out of ERRED: Waldur takes over what OpenStack has, so that it can be set again. That is the only way
 * for users who are not staff.
 */
export async function repairedGroup(work: WaldurWork, group: WireGroup): Promise<WireGroup> {
  const resting = await restingGroup(work, group);
  if (!isErred(resting)) return resting;
  if (resting.backend_id === "") {
    throw new GroupFailure(
      `the group never came about in OpenStack (${errorReason(resting)}), and Waldur cannot mend that`,
      'Replace it: pulumi up --replace with its URN, with onStuck: "unlink" and a staff token if it cannot be deleted.',
    );
  }
  const pulled = await pulledGroup(work, resting);
  if (!isErred(pulled)) return pulled;
  throw new GroupFailure(
    `the group is in error, and reading it anew from OpenStack failed (${errorReason(pulled)})`,
    "If OpenStack has lost the group, replace it: pulumi up --replace with its URN.",
  );
}

/** Lets Waldur look at OpenStack and waits for the end of that. */
export async function pulledGroup(work: WaldurWork, group: WireGroup): Promise<WireGroup> {
  const ref: GroupRef = { id: group.uuid, tenant: group.tenant_uuid };
  try {
    await work.client.pullGroup(group.uuid);
  } catch (error) {
    // Another pull or change is under way already: wait for that one.
    if (!(error instanceof ConflictError)) throw error;
  }
  return settledGroup(work, ref, {
    goal: "Waldur to read the group from OpenStack",
    before: group,
  });
}

/**
 * With the setting `pullOnRefresh`, the group as OpenStack has it now; undefined where it is gone. A group that
 * something is under way in, or without an id in OpenStack, cannot be pulled.
 */
export async function upToDateGroup(work: WaldurWork, group: WireGroup): Promise<WireGroup | undefined> {
  const canPull = (isOk(group) || isErred(group)) && group.backend_id !== "";
  if (!work.session.settings.pullOnRefresh || !canPull) return group;
  try {
    return await pulledGroup(work, group);
  } catch (error) {
    if (error instanceof GroupGoneError) return undefined;
    throw error;
  }
}
