import { ConflictError, NotFoundError, undefinedIfNotFound } from "../../../http/errors";
import type { WaldurWork } from "../../api/cloud";
import { GroupFailure } from "../../api/failures";
import { errorReason, isErred, isOk, isStuck, isUnfinished } from "../../api/group-state";
import type { WireGroup } from "../../api/schema";
import { longestStandstill, StuckError } from "./stuck";
import { toGoneError, GroupGoneError, waitUntilSettled } from "./wait";

/**
 * A group that is about to be changed.
 * @param tenant where it is known: only there can a group count as gone
 * @throws {GroupGoneError}
 */
export async function requireGroup(
  { session, client, deadline }: WaldurWork,
  id: string,
  tenant: string | undefined,
): Promise<WireGroup> {
  const group =
    tenant === undefined
      ? await undefinedIfNotFound(client.getGroup(id))
      : await deadline.within(session.tenant(tenant).present(id));
  if (group !== undefined) return group;
  if (tenant !== undefined) throw new GroupGoneError();
  throw new GroupFailure(
    `Waldur does not have the group ${id}, or the token's user may not see it`,
    "Check its id, and that the user has a role in the project of its tenant.",
  );
}

/** A new group when Waldur has made it in OpenStack too. */
export async function waitUntilCreated(work: WaldurWork, group: WireGroup): Promise<WireGroup> {
  const ref = { id: group.uuid, tenant: group.tenant_uuid };
  const goal = "Waldur to create the group in OpenStack";
  // One whose create lost its answer may have arrived when it is found.
  const isDone = isOk(group) || isErred(group);
  const arrived = isDone ? group : await waitUntilSettled(work, ref, { goal, before: group, isNew: true });
  if (!isErred(arrived)) return arrived;
  throw new GroupFailure(
    `OpenStack did not create the group correctly: ${errorReason(arrived)}`,
    arrived.backend_id === ""
      ? "Run pulumi again: it removes the group from Waldur and recreates it."
      : "Run pulumi again: it sets what is missing.",
  );
}

/** The group once it is idle: OK or ERRED. @throws {StuckError} */
export async function waitUntilIdle(work: WaldurWork, group: WireGroup): Promise<WireGroup> {
  if (!isUnfinished(group)) return group;
  if (isStuck(group)) throw new StuckError(group);
  const ref = { id: group.uuid, tenant: group.tenant_uuid };
  const goal = "an earlier change to end";
  return waitUntilSettled(work, ref, { goal, standstill: longestStandstill(work.deadline) });
}

/** Seconds for which a read waits for a task in progress: Waldur pulls groups itself from time to time. */
const BRIEFLY = 10;
/** Seconds after which nobody waits for that. */
const OLD = 300;

/** A group once it is idle, if that comes soon; undefined if it no longer exists then. */
export async function waitBrieflyUntilIdle(
  work: WaldurWork,
  group: WireGroup,
): Promise<WireGroup | undefined> {
  const age = (Date.now() - Date.parse(group.modified)) / 1000;
  if (!isUnfinished(group) || age > OLD) return group;
  const ref = { id: group.uuid, tenant: group.tenant_uuid };
  try {
    const soon = Math.min(BRIEFLY, work.deadline.left / 2);
    return await waitUntilSettled(work, ref, { goal: "an earlier change to end", standstill: soon });
  } catch (error) {
    if (error instanceof StuckError) return error.group;
    if (error instanceof GroupGoneError) return undefined;
    throw error;
  }
}

/** What a read says of a group that Waldur has not finished. */
export const unfinishedText = ({ state, modified }: WireGroup) =>
  `is not finished: Waldur has it ${state} since ${modified}, so that what OpenStack has is not known. The next pulumi ` +
  "up waits for the end of that and sets what is missing";

/** Lets Waldur read the group from OpenStack and waits until that has ended. */
export async function pullGroup(work: WaldurWork, group: WireGroup): Promise<WireGroup> {
  const ref = { id: group.uuid, tenant: group.tenant_uuid };
  const goal = "Waldur to read the group from OpenStack";
  return work.session.tenant(ref.tenant).lock.shared(work.deadline, async () => {
    for (let before = group; ;) {
      try {
        await work.client.pullGroup(ref.id);
        return await waitUntilSettled(work, ref, { goal, before });
      } catch (error) {
        if (error instanceof NotFoundError) throw await toGoneError(work, ref.tenant, error);
        if (!(error instanceof ConflictError)) throw error;
      }
      // Another pull or change is in progress: it must end first.
      before = await waitUntilSettled(work, ref, { goal });
    }
  });
}

/**
 * With the setting `pullOnRefresh`, the group as OpenStack has it now; undefined where it is gone. A group that
 * a task is in progress, or without an id in OpenStack, cannot be pulled.
 */
export async function pullIfAsked(work: WaldurWork, group: WireGroup): Promise<WireGroup | undefined> {
  const canPull = (isOk(group) || isErred(group)) && group.backend_id !== "";
  if (!work.session.settings.pullOnRefresh || !canPull) return group;
  try {
    return await pullGroup(work, group);
  } catch (error) {
    if (error instanceof GroupGoneError) return undefined;
    throw error;
  }
}
