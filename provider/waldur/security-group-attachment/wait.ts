import { ConflictError, ForeignAnswerError, undefinedIfNotFound } from "../../http/errors";
import type { Props } from "../../kit/handlers";
import { longWaits } from "../../run/open-operations";
import { waitFor } from "../../sync/poll";
import { requireThere, type WaldurWork } from "../api/session";
import { GroupFailure } from "../api/failures";
import { errorReason, isErred, isOk } from "../api/schema";
import { parseId } from "../api/ids";
import { type TargetRef, targets, type WireTarget } from "../api/targets";
import { HiddenError } from "../api/tenant-view";
import { isNewer } from "../security-group/wait";
import { targetText } from "./inputs";

/** The target no longer exists, or is being deleted. */
export class TargetGoneError extends GroupFailure {
  override readonly name = "TargetGoneError";

  constructor({ kind, id }: TargetRef) {
    super(
      `Waldur does not have the ${targets[kind].title} ${id}, or is about to delete it`,
      `Run pulumi up --refresh, which takes the attachment out of state, or name another ${targets[kind].title}.`,
    );
  }
}

const isLeaving = ({ state }: WireTarget) => state.startsWith("DELETI");

/** The tenant of a target, as far as state or the settings say it. */
export function tenantOf({ session }: WaldurWork, { tenant }: Props): string | undefined {
  if (typeof tenant === "string") return tenant;
  return session.settings.tenant === undefined ? undefined : parseId(session.settings.tenant);
}

/**
 * A target as it is now; undefined where it is gone or being deleted.
 * @param tenant of the target, where it is known: only there can something count as gone
 * @throws {HiddenError} where that is unknown
 */
export async function presentTarget(
  { session, client }: WaldurWork,
  target: TargetRef,
  tenant: string | undefined,
): Promise<WireTarget | undefined> {
  const found = await undefinedIfNotFound(client.getTarget(target)).catch((error: unknown) => {
    throw isUnknownPath(error) ? noCollection(target, error) : error;
  });
  if (found !== undefined) return isLeaving(found) ? undefined : found;
  if (tenant === undefined) throw new HiddenError(missingText(target));
  await session.tenant(tenant).visibility.require();
  return undefined;
}

/** Whether a server answers that it has no such path: with a page, where it says in JSON that a thing does not exist. */
export const isUnknownPath = (error: unknown): boolean =>
  error instanceof ForeignAnswerError && error.status === 404;

/** A path that a server does not have says nothing of what has happened to a target. */
const noCollection = ({ kind }: TargetRef, cause: unknown) =>
  new GroupFailure(
    `this Waldur does not answer about a ${targets[kind].title}`,
    kind === "loadBalancer"
      ? "Load balancers need a Waldur of 2026."
      : "Check that waldur:apiUrl is the address of your Waldur.",
    { cause },
  );

export const missingText = ({ kind, id }: TargetRef) =>
  `the ${targets[kind].title} ${id}${kind === "loadBalancer" ? " (load balancers need a Waldur of 2026)" : ""}`;

interface Awaited {
  /** What the wait is for. */
  readonly goal: string;
  /** The target before the write that is waited for. */
  readonly before?: WireTarget;
  /** Seconds; the time of the operation where it is left out. */
  readonly most?: number;
}

/** Waits until a target is OK or ERRED; where it may take only so long, it is returned as it is by then. */
export async function settledTarget(
  work: WaldurWork,
  target: TargetRef,
  { goal, before, most = Number.POSITIVE_INFINITY }: Awaited,
): Promise<WireTarget> {
  const { deadline, session } = work;
  const end = performance.now() + most * 1000;
  let state = before?.state ?? "";
  const line = { print: work.note, goal: () => `${goal}, state ${state}`, left: () => deadline.left };
  const remedy = "Run pulumi again: it continues from the current state.";
  return longWaits(work.run).during(line, (look) =>
    waitFor(
      async () => {
        const found = await undefinedIfNotFound(work.client.getTarget(target));
        if (found === undefined || isLeaving(found)) throw new TargetGoneError(target);
        state = found.state;
        look();
        if (performance.now() > end) return found;
        if (before !== undefined && !isNewer(found, before)) return undefined;
        return isOk(found) || isErred(found) ? found : undefined;
      },
      { goal, deadline, pollInterval: session.settings.pollInterval, remedy },
    ),
  );
}

/** Lets Waldur read a target from OpenStack. */
export async function pulledTarget(
  work: WaldurWork,
  target: TargetRef,
  before: WireTarget,
): Promise<WireTarget> {
  const goal = `Waldur to read the ${targetText(target, before)} from OpenStack`;
  for (let known = before; ;) {
    try {
      await work.client.pullTarget(target);
      return await settledTarget(work, target, { goal, before: known });
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
    // Another change is in progress: it must end first.
    known = await settledTarget(work, target, { goal: earlierChange(target, known) });
  }
}

export const earlierChange = (target: TargetRef, found: WireTarget) =>
  `an earlier change of the ${targetText(target, found)} to end`;

/**
 * A target that is OK, as just read. One in error is read from OpenStack first, which repairs what a failed change of its groups
 * has left.
 * @throws {GroupFailure} where it stays in error
 */
export async function readyTarget(
  work: WaldurWork,
  target: TargetRef,
  found: WireTarget,
): Promise<WireTarget> {
  const resting =
    isOk(found) || isErred(found)
      ? found
      : await settledTarget(work, target, { goal: earlierChange(target, found) });
  if (isOk(resting)) return resting;
  const pulled = await pulledTarget(work, target, resting);
  if (isOk(pulled)) return pulled;
  throw new GroupFailure(
    `the ${erredText(target, pulled)}, and its groups cannot be set in that state`,
    "Repair it in Waldur, then run pulumi again.",
  );
}

const erredText = (target: TargetRef, found: WireTarget) =>
  `${targetText(target, found)} is ERRED (${errorReason(found)})`;

/** A change of the groups has left the target in error. */
export const changeFailure = (target: TargetRef, found: WireTarget) =>
  new GroupFailure(
    `OpenStack has not changed the groups, and the ${erredText(target, found)}`,
    `Run pulumi again: it has Waldur read the ${targets[target.kind].title} from OpenStack first, and continues.`,
  );

/** Where the settings name another server than state does, makes sure that it has the target. @throws {GroupFailure} */
export const requireTargetThere = async (
  work: WaldurWork,
  target: TargetRef | undefined,
  known: { readonly apiUrl?: string | undefined },
): Promise<void> =>
  target === undefined
    ? undefined
    : requireThere(work, known, `the ${targets[target.kind].title} ${target.id}`, () =>
        work.client.getTarget(target),
      );
