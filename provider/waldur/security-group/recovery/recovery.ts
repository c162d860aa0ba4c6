import { waitFor } from "../../../sync/wait";
import { nameText } from "../../../text/printable";
import type { WaldurWork } from "../../api/cloud";
import { GroupFailure } from "../../api/failures";
import { errorReason, errorText, isErred, isOk } from "../../api/group-state";
import type { WireGroup } from "../../api/schema";
import type { SecurityGroupInputs } from "../inputs";
import { pullGroup, waitUntilIdle } from "../wait/readiness";
import { StuckError } from "../wait/stuck";
import { GroupGoneError, GroupLostError } from "../wait/wait";
import { retryTime } from "./retry-time";
import { pullTenantOnce } from "./tenant-pull";
import { unlinkGroup } from "./unlink";

/** Whether Waldur says of a group in error that OpenStack does not have it: it has lost it, or never had it. */
export const isLost = (group: WireGroup): boolean =>
  isErred(group) && (group.backend_id === "" || /not ?found/i.test(errorText(group)));

/**
 * Gets a group out of ERRED: Waldur reads what OpenStack has, so that the group can be set again. That is the only
 * way for users who are not staff.
 *
 * @param onStuck what to do about a group that Waldur does not finish
 *
 * @throws {GroupLostError} where OpenStack does not have the group: Waldur no longer has it then either
 */
export async function recoverGroup(
  work: WaldurWork,
  group: WireGroup,
  onStuck?: SecurityGroupInputs["onStuck"],
): Promise<WireGroup> {
  const resting = await waitUntilIdle(work, group).catch((error: unknown) => {
    if (error instanceof StuckError && onStuck === "unlink") return unlinkStuck(work, error);
    throw error;
  });
  if (!isErred(resting)) return resting;
  if (resting.backend_id === "") return dropLost(work, resting);
  const pulled = await pullGroup(work, resting);
  if (!isErred(pulled)) return pulled;
  if (isLost(pulled)) return dropLost(work, pulled);
  throw new GroupFailure(
    `the group is in error, and OpenStack cannot be read (${errorReason(pulled)})`,
    "Run pulumi again when OpenStack answers.",
  );
}

/** Unlinks what Waldur does not finish: the next `pulumi up` adopts what OpenStack has. */
async function unlinkStuck(work: WaldurWork, error: StuckError): Promise<never> {
  if (!(await unlinkGroup(work, error.group))) throw error;
  throw new GroupGoneError("Waldur did not finish the group, so it has been unlinked", undefined, {
    cause: error,
  });
}

/** A group that OpenStack turns out to have after all. @throws {GroupLostError} for any other */
async function dropLost(work: WaldurWork, group: WireGroup): Promise<WireGroup> {
  const left = await dropFromWaldur(work, group);
  if (left !== undefined) return left;
  throw new GroupLostError(`${lossOf(group)}, and Waldur has dropped it now`);
}

/**
 * Lets Waldur drop a group that OpenStack does not have, by a pull of the tenant: a delete of it would fail, or hang.
 * Returns it where OpenStack has it after all.
 */
export async function dropFromWaldur(work: WaldurWork, group: WireGroup): Promise<WireGroup | undefined> {
  await pullTenantOnce(
    work,
    group.tenant_uuid,
    `"${nameText(group.name)}" (${group.uuid}) is in Waldur only`,
  );
  const end = performance.now() + retryTime(work.deadline) * 1000;
  // Reads may be behind.
  const poll = async () => {
    const left = await work.session.tenant(group.tenant_uuid).one(group.uuid, work.client);
    if (left === undefined || isOk(left) || performance.now() > end) return { left };
    return undefined;
  };
  const { pollInterval } = work.session.settings;
  const goal = "Waldur to drop the group";
  const { left } = await waitFor(poll, { goal, deadline: work.deadline, pollInterval });
  if (left === undefined || isOk(left)) return left;
  throw new GroupFailure(
    `${lossOf(group)}, and a pull of the tenant in this run has not made Waldur drop it (${errorReason(left)})`,
    "Run pulumi again: it pulls the tenant once more.",
  );
}

const lossOf = ({ backend_id: id }: WireGroup) =>
  id === "" ? "the group was never created in OpenStack" : "the group no longer exists in OpenStack";
