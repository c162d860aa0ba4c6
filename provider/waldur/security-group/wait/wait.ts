import { SecurityGroupsError } from "../../../core/errors";
import { waitFor } from "../../../core/sync/wait";
import type { WaldurWork } from "../../api/cloud";
import { isErred, isOk } from "../../api/group-state";
import type { WireGroup } from "../../api/schema";
import type { GroupRef, WaldurSession } from "../../api/session";

/** The group is not there any more, or never was. */
export class GroupGoneError extends SecurityGroupsError {
  override readonly name = "GroupGoneError";
}

export interface Awaited {
  /** What the wait is for, to end "gave up after 900 s waiting for …". */
  goal: string;
  /**
   * The group before the write that is waited for. Where Waldur reads from a replica of its database, what it shows
   * just after a write may still be the old state.
   */
  before: WireGroup | undefined;
}

/** Reads that are never older than the wait itself, nor than one pause of it: many waits then share a list. */
function fresh(session: WaldurSession, { id, tenant }: GroupRef) {
  const { groups } = session.tenant(tenant);
  const begun = performance.now();
  const pause = session.settings.pollInterval * 1000;
  return () => groups.readSince(id, Math.max(begun, performance.now() - pause));
}

/** So often an old picture may come from a replica before it counts as the present one. */
const STALE_LOOKS = 3;

/** Waits until what was asked of Waldur is done, well or not: the state is OK or ERRED. */
export async function settledGroup(
  { session, deadline }: WaldurWork,
  { id, tenant }: GroupRef,
  { goal, before }: Awaited,
): Promise<WireGroup> {
  const read = fresh(session, { id, tenant });
  let moved = false;
  let staleLooks = 0;
  const look = async () => {
    const group = await read();
    if (group !== undefined && !isOk(group) && !isErred(group)) moved = true;
    moved ||= group !== undefined && before !== undefined && group.modified !== before.modified;
    if (!moved) staleLooks += 1;
    if (!moved && staleLooks < STALE_LOOKS) return undefined;
    if (group === undefined) throw new GroupGoneError("Waldur does not have the group any more");
    return isOk(group) || isErred(group) ? group : undefined;
  };
  try {
    return await waitFor(look, { goal, deadline, pollInterval: session.settings.pollInterval });
  } finally {
    session.tenant(tenant).changed();
  }
}

/** Waits until the group is gone, or the deletion has failed: then returns it. */
export async function deletedGroup(
  { session, deadline }: WaldurWork,
  { id, tenant }: GroupRef,
  { goal, before }: Awaited,
): Promise<WireGroup | undefined> {
  const read = fresh(session, { id, tenant });
  let staleLooks = 0;
  const look = async () => {
    const group = await read();
    if (group === undefined) return { left: undefined };
    staleLooks += group.modified === before?.modified ? 1 : 0;
    const failed = isErred(group) && (group.modified !== before?.modified || staleLooks >= STALE_LOOKS);
    return failed ? { left: group } : undefined;
  };
  try {
    return (await waitFor(look, { goal, deadline, pollInterval: session.settings.pollInterval })).left;
  } finally {
    session.tenant(tenant).removed();
  }
}
