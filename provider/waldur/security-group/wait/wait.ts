import type { NotFoundError } from "../../../http/errors";
import { longWaits } from "../../../run/long-waits";
import type { Wait } from "../../../sync/watch";
import type { WaldurWork } from "../../api/cloud";
import { GroupFailure } from "../../api/failures";
import { isErred, isOk, isUnfinished } from "../../api/group-state";
import type { WireGroup } from "../../api/schema";
import type { GroupRef } from "../../api/session";
import type { TenantView } from "../../api/tenant-view";
import { Standstill, StuckError, remedyForStuck } from "./stuck";

/** Waldur no longer has the group, and OpenStack may have it still: an unlink leaves it there. */
export class GroupGoneError extends GroupFailure {
  override readonly name: string = "GroupGoneError";

  constructor(
    message = "the group no longer exists in Waldur",
    remedy = "The next pulumi up adopts it if OpenStack still has it, and recreates it otherwise.",
    options?: ErrorOptions,
  ) {
    super(message, remedy, options);
  }
}

/** OpenStack does not have the group either. */
export class GroupLostError extends GroupGoneError {
  override readonly name = "GroupLostError";

  constructor(message: string) {
    super(message, "The next pulumi up recreates it.");
  }
}

/** What a write says that was answered with 404. @throws {HiddenError} where the tenant does not show either */
export async function toGoneError(
  { session }: WaldurWork,
  tenant: string,
  cause: NotFoundError,
): Promise<GroupGoneError> {
  await session.tenant(tenant).visibility.require();
  return new GroupGoneError(undefined, undefined, { cause });
}

export interface Awaited {
  /** What the wait is for, to end "timed out after 900 s: waiting for …". */
  readonly goal: string;
  /**
   * The group before the write that is waited for: what is not newer shows nothing of it, as where Waldur reads from a
   * replica of its database. Left out where no write of ours is waited for.
   */
  readonly before?: WireGroup | undefined;
  /** So many polls may show the old picture before it counts after all; left out where the write was accepted. */
  readonly polls?: number;
  /** Whether the group is new: reads may not have it yet. */
  readonly isNew?: boolean;
  /** Seconds without any change after which the group counts as stuck; left out where the wait takes all the time. */
  readonly standstill?: number;
}

/** Seconds for which reads may not have a new group, at most half of the time that is left. */
const LONGEST_UNSEEN = 60;

/** Waits until what was asked of Waldur is done, well or not: the state is OK or ERRED. */
export async function waitUntilSettled(
  work: WaldurWork,
  { id, tenant }: GroupRef,
  { goal, before, polls = Number.POSITIVE_INFINITY, isNew = false, standstill }: Awaited,
): Promise<WireGroup> {
  const view = work.session.tenant(tenant);
  let oldPolls = 0;
  let isSeen = !isNew;
  const unseen = performance.now() + Math.min(LONGEST_UNSEEN, work.deadline.left / 2) * 1000;
  const probe = (group: WireGroup | undefined) => {
    if (group === undefined) {
      if (!isSeen && performance.now() < unseen) return undefined;
      throw isSeen
        ? new GroupGoneError()
        : new GroupGoneError("Waldur does not show the group that it created");
    }
    isSeen = true;
    if (before !== undefined && !isNewer(group, before)) {
      oldPolls += 1;
      if (oldPolls < polls) return undefined;
    }
    return isOk(group) || isErred(group) ? group : undefined;
  };
  try {
    return await waitWithRemedy(work, { id, probe, goal, deadline: work.deadline }, { view, standstill });
  } finally {
    view.changed(id);
  }
}

/** Waits until the group is gone, or the deletion has failed: then returns it. */
export async function waitUntilDeleted(
  work: WaldurWork,
  { id, tenant }: GroupRef,
  { goal, before, standstill }: Pick<Awaited, "goal" | "before" | "standstill">,
): Promise<WireGroup | undefined> {
  const view = work.session.tenant(tenant);
  const probe = (group: WireGroup | undefined) => {
    if (group === undefined) return { left: undefined };
    const failed = isErred(group) && (before === undefined || isNewer(group, before));
    return failed ? { left: group } : undefined;
  };
  try {
    const wait = { id, probe, goal, deadline: work.deadline, trustsLists: true };
    return (await waitWithRemedy<{ left: WireGroup | undefined }>(work, wait, { view, standstill })).left;
  } finally {
    view.removed();
  }
}

/**
 * Waits, and says after some time what for and how the group stands. Where nothing has happened to the group all the
 * time, or for as long as it may stand still, the failure says who can end that.
 */
async function waitWithRemedy<R>(
  work: WaldurWork,
  wait: Wait<WireGroup, R>,
  { view, standstill = Number.POSITIVE_INFINITY }: { view: TenantView; standstill?: number | undefined },
): Promise<R> {
  const still = new Standstill();
  let last: WireGroup | undefined;
  let changes = 0;
  const line = {
    print: work.note,
    goal: () => (last === undefined ? wait.goal : `${wait.goal}, state ${last.state}`),
    left: () => work.deadline.left,
  };
  const remedy = () =>
    last === undefined || changes > 1 || !isUnfinished(last)
      ? WHAT_NEXT
      : `${WHAT_NEXT} Where it stays ${last.state}: ${remedyForStuck(last)}`;
  return longWaits(work.run).during(line, (polled) => {
    const probe = (group: WireGroup | undefined) => {
      if (group?.modified !== last?.modified) changes += 1;
      last = group;
      polled();
      const found = wait.probe(group);
      if (found !== undefined || group === undefined) return found;
      if (isUnfinished(group) && still.seen(group) > standstill) throw new StuckError(group);
      return undefined;
    };
    return view.watch.until({ ...wait, probe, remedy });
  });
}

const WHAT_NEXT = "Run pulumi again: it continues from the current state.";

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
