import type { NotFoundError } from "../../../core/http/errors";
import { longWaits } from "../../../core/run/long-waits";
import type { Wait } from "../../../core/sync/watch";
import type { WaldurWork } from "../../api/cloud";
import { GroupFailure } from "../../api/failures";
import { isErred, isOk } from "../../api/group-state";
import type { WireGroup } from "../../api/schema";
import type { GroupRef } from "../../api/session";
import type { TenantView } from "../../api/tenant-view";

/** Waldur does not have the group any more. */
export class GroupGoneError extends GroupFailure {
  constructor(message = "Waldur does not have the group any more", options?: ErrorOptions) {
    super(message, "The next pulumi up makes it anew.", options);
  }
}

/** What a write says that was answered with 404. @throws {HiddenError} where the tenant does not show either */
export async function goneFailure(
  { session }: WaldurWork,
  tenant: string,
  cause: NotFoundError,
): Promise<GroupGoneError> {
  await session.tenant(tenant).sight.require();
  return new GroupGoneError(undefined, { cause });
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

const WHAT_NEXT = "Run pulumi again: it looks at what the group has then.";

/** Waits until what was asked of Waldur is done, well or not: the state is OK or ERRED. */
export async function settledGroup(
  work: WaldurWork,
  { id, tenant }: GroupRef,
  { goal, before, looks = Number.POSITIVE_INFINITY, isNew = false }: Awaited,
): Promise<WireGroup> {
  const view = work.session.tenant(tenant);
  let oldLooks = 0;
  const probe = (group: WireGroup | undefined) => {
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
    return await patiently(work, { id, probe, goal, deadline: work.deadline, remedy: WHAT_NEXT }, view);
  } finally {
    view.changed(id);
  }
}

/** Waits until the group is gone, or the deletion has failed: then returns it. */
export async function deletedGroup(
  work: WaldurWork,
  { id, tenant }: GroupRef,
  { goal, before }: Pick<Awaited, "goal" | "before">,
): Promise<WireGroup | undefined> {
  const view = work.session.tenant(tenant);
  const probe = (group: WireGroup | undefined) => {
    if (group === undefined) return { left: undefined };
    const failed = isErred(group) && (before === undefined || isNewer(group, before));
    return failed ? { left: group } : undefined;
  };
  try {
    const wait = { id, probe, goal, deadline: work.deadline, trustsLists: true };
    return (await patiently<{ left: WireGroup | undefined }>(work, wait, view)).left;
  } finally {
    view.removed();
  }
}

/** Waits, and says after some time what for and how the group stands. */
async function patiently<R>(work: WaldurWork, wait: Wait<WireGroup, R>, { watch }: TenantView): Promise<R> {
  let state: string | undefined;
  const line = {
    tell: work.say,
    goal: () => (state === undefined ? wait.goal : `${wait.goal} (state ${state})`),
    left: () => work.deadline.left,
  };
  return longWaits(work.run).during(line, (look) => {
    const probe = (group: WireGroup | undefined) => {
      state = group?.state;
      look();
      return wait.probe(group);
    };
    return watch.until({ ...wait, probe });
  });
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
