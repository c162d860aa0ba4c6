import { NotFoundError, ConflictError, undefinedIfNotFound } from "../../http/errors";
import { longWaits } from "../../run/open-operations";
import type { Wait } from "../../sync/poll";
import type { WaldurWork, GroupRef } from "../api/session";
import { GroupFailure } from "../api/failures";
import { isErred, isOk, isUnfinished, errorReason, isStuck, type WireGroup } from "../api/schema";
import type { TenantView } from "../api/tenant-view";
import type { Deadline } from "../../http/deadline";
import { nameText } from "../../text/printable";
import { known } from "../api/capabilities";

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
  /** How many polls may show the old data before it counts; left out where the write was accepted. */
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
 * Waits, and reports after some time what for and the group's state. Where nothing has happened to the group all the
 * time, or for longer than it may make no progress, the failure names who can end that.
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

/**
 * A group before it is changed.
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
/** Seconds after which that is not waited for. */
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

/** What a read says about a group that Waldur has not finished. */
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

/** Waldur does not finish what it has begun with a group: a task is lost, or there is none. */
export class StuckError extends GroupFailure {
  override readonly name = "StuckError";

  constructor(readonly group: WireGroup) {
    super(stuckText(group), remedyForStuck(group));
  }
}

function stuckText({ uuid, name, state, modified, backend_id: id }: WireGroup): string {
  const since = modified === "" ? "" : ` since ${modified}`;
  const why = id === "" && state.startsWith("DELETI") ? ": it was never created in OpenStack" : "";
  return `Waldur is stuck with the group "${nameText(name)}" (${uuid}), which is ${state}${since}${why}`;
}

/** Who can end a state that does not end by itself. */
export function remedyForStuck(group: Pick<WireGroup, "uuid" | "created" | "instance_count">): string {
  const { uuid } = group;
  const hasSetErred = known("setErred", group);
  const commands = [
    ...(hasSetErred === false ? [] : [`waldur set-erred ${uuid}`]),
    ...(hasSetErred === true ? [] : [`waldur unlink ${uuid}`]),
  ];
  const when = commands.length === 1 ? "" : " if Waldur is older than 2026";
  return (
    `Ask a staff user to run npx pulumi-security-groups ${commands.join(", or ")}${when}, with WALDUR_API_URL and ` +
    "WALDUR_ACCESS_TOKEN set, then run pulumi again."
  );
}

/** Seconds without any change after which an earlier change counts as lost. */
const LONGEST = 300;

/** For how many seconds an earlier change may make no progress, with time left for the steps after it. */
export const longestStandstill = (deadline: Deadline): number => Math.min(LONGEST, deadline.left / 2);

/** For how long a group has made no progress, as far as it was watched. */
export class Standstill {
  private modified: string | undefined;
  private since = performance.now();

  /** To be called at every poll. @returns seconds */
  seen({ modified }: Pick<WireGroup, "modified">): number {
    if (modified !== this.modified) {
      this.modified = modified;
      this.since = performance.now();
    }
    return (performance.now() - this.since) / 1000;
  }
}
