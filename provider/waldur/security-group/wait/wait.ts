import { waitFor } from "../../../core/sync/wait";
import type { WaldurWork } from "../../api/cloud";
import { GroupFailure } from "../../api/failures";
import { isErred, isOk } from "../../api/group-state";
import type { WireGroup } from "../../api/schema";
import type { GroupRef, WaldurSession } from "../../api/session";

/** Waldur does not have the group any more. */
export class GroupGoneError extends GroupFailure {
  constructor(message = "Waldur does not have the group any more", options?: ErrorOptions) {
    super(message, "The next pulumi up makes it anew.", options);
  }
}

export interface Awaited {
  /** What the wait is for, to end "gave up after 900 s: waiting for …". */
  readonly goal: string;
  /**
   * The group before the write that is waited for: what is not newer shows nothing of it, as where Waldur reads from a
   * replica of its database. Left out where no write of ours is waited for.
   */
  readonly before?: WireGroup | undefined;
  /** So many looks may show the old picture before it counts after all; left out where the write was accepted. */
  readonly looks?: number;
  /** Whether the group is new: reads may not have it yet. */
  readonly isNew?: boolean;
}

/** Reads that are never older than the wait itself, nor than one pause of it: many waits then share a list. */
function fresh(session: WaldurSession, { id, tenant }: GroupRef) {
  const { groups } = session.tenant(tenant);
  const begun = performance.now();
  const pause = session.settings.pollInterval * 1000;
  return () => groups.readSince(id, Math.max(begun, performance.now() - pause));
}

const WHAT_NEXT = "Run pulumi up again: it looks at what the group has then.";

/** Waits until what was asked of Waldur is done, well or not: the state is OK or ERRED. */
export async function settledGroup(
  { session, deadline }: WaldurWork,
  { id, tenant }: GroupRef,
  { goal, before, looks = Number.POSITIVE_INFINITY, isNew = false }: Awaited,
): Promise<WireGroup> {
  const read = fresh(session, { id, tenant });
  let oldLooks = 0;
  const look = async () => {
    const group = await read();
    if (group === undefined) {
      if (isNew) return undefined;
      throw new GroupGoneError();
    }
    if (before !== undefined && !isNewer(group, before)) {
      oldLooks += 1;
      if (oldLooks < looks) return undefined;
    }
    return isOk(group) || isErred(group) ? group : undefined;
  };
  try {
    const { pollInterval } = session.settings;
    return await waitFor(look, { goal, deadline, pollInterval, remedy: WHAT_NEXT });
  } finally {
    session.tenant(tenant).changed();
  }
}

/** Waits until the group is gone, or the deletion has failed: then returns it. */
export async function deletedGroup(
  { session, deadline }: WaldurWork,
  { id, tenant }: GroupRef,
  { goal, before }: Pick<Awaited, "goal" | "before">,
): Promise<WireGroup | undefined> {
  const read = fresh(session, { id, tenant });
  const look = async () => {
    const group = await read();
    if (group === undefined) return { left: undefined };
    const failed = isErred(group) && (before === undefined || isNewer(group, before));
    return failed ? { left: group } : undefined;
  };
  try {
    return (await waitFor(look, { goal, deadline, pollInterval: session.settings.pollInterval })).left;
  } finally {
    session.tenant(tenant).removed();
  }
}

/** Whether something has been done with a group since. Every step of Waldur's leaves its time in `modified`. */
export function isNewer(
  { modified }: Pick<WireGroup, "modified">,
  before: Pick<WireGroup, "modified">,
): boolean {
  if (modified === "" || before.modified === "") return true;
  const [now, then] = [Date.parse(modified), Date.parse(before.modified)];
  // The clock has microseconds, and Date has not.
  return now === then ? modified > before.modified : now > then;
}
