import { ConflictError, undefinedIfNotFound } from "../../../http/errors";
import type { WaldurWork } from "../../api/cloud";
import { GroupFailure } from "../../api/failures";
import { DEFAULT_GROUP, errorReason, isStuck } from "../../api/group-state";
import type { WireGroup } from "../../api/schema";
import { groupInTenant } from "../../api/session";
import type { SecurityGroupInputs } from "../inputs";
import { deleteUnlessClaimed } from "../ownership";
import { pullBack } from "../recovery/imported";
import { dropFromWaldur, isLost } from "../recovery/recovery";
import { unlinkGroup } from "../recovery/unlink";
import { pullGroup, waitUntilIdle } from "../wait/readiness";
import { longestStandstill, StuckError } from "../wait/stuck";
import { waitUntilDeleted, GroupGoneError } from "../wait/wait";
import { type Successor, leaveToSuccessor } from "./successor";
import { requireUnused } from "./unused";

type Options = Pick<SecurityGroupInputs, "guard" | "onStuck">;

/** What state has of the group. Without its tenant nothing counts as gone. */
export interface Known extends Options {
  readonly name: string;
  readonly tenant?: string | undefined;
  /** Its id in OpenStack. */
  readonly backendId?: string | undefined;
}

/** A deletion that OpenStack refused is asked for once more: what was in its way may be gone. */
const TRIES = 2;
const GONE = "the group to be gone";

/**
 * Removes a group from Waldur and OpenStack and waits until it is gone. One that Waldur has forgotten, and OpenStack has
 * not, is removed as well.
 *
 * @param successor what takes the place of the group, if it is replaced: it adopts what OpenStack has kept
 */
export async function deleteGroup(
  work: WaldurWork,
  id: string,
  { tenant, name, backendId = "", ...options }: Known,
  heir?: Successor,
): Promise<void> {
  const deletion = new GroupDeletion(work, options);
  const group = await groupInTenant(work, { id, tenant }, (view) => view.recent(id));
  if (group !== undefined) return deletion.run(group);
  if (tenant === undefined) return;
  const kept = await pullBack(work, { tenant, name, backendId });
  if (kept === undefined) return;
  if (heir?.tenant === tenant) return leaveToSuccessor(work, heir, kept);
  await deleteUnlessClaimed(work, kept.uuid, () => deletion.run(kept));
}

class GroupDeletion {
  constructor(
    private readonly work: WaldurWork,
    private readonly options: Options,
  ) {}

  async run(group: WireGroup): Promise<void> {
    if (group.name === DEFAULT_GROUP) {
      this.work.info("OpenStack's default group cannot be deleted: it stays, with its rules");
      return;
    }
    await requireUnused(this.work, group, this.options);
    await this.remove(group);
    this.work.session.deleted.add(group.uuid);
  }

  private async remove(group: WireGroup): Promise<void> {
    try {
      await this.untilGone(group);
    } catch (error) {
      if (!(error instanceof StuckError) || this.options.onStuck !== "unlink") throw error;
      if (!(await unlinkGroup(this.work, error.group))) throw error;
      const { tenant_uuid: tenant, name, backend_id: backendId } = error.group;
      const kept = await pullBack(this.work, { tenant, name, backendId });
      if (kept !== undefined) await this.remove(kept);
    }
  }

  private async untilGone(group: WireGroup): Promise<void> {
    for (let left = await this.resting(group), refusals = 0; left !== undefined; refusals += 1) {
      // Waldur would never end the deletion of a group that OpenStack does not have, so that is not begun.
      if (left.backend_id === "") return this.drop(left);
      if (refusals === TRIES || isLost(left)) return this.afterRefusal(left);
      left = await this.attempt(left);
    }
  }

  /** OpenStack has refused to delete the group, or does not have it. */
  private async afterRefusal(group: WireGroup): Promise<void> {
    const cause = `OpenStack refuses to delete it: ${errorReason(group)}`;
    if (this.options.onStuck === "unlink" && (await unlinkGroup(this.work, group))) return;
    const pulled = await pullGroup(this.work, group).catch(undefinedIfGone);
    if (pulled === undefined) return;
    if (isLost(pulled)) return this.drop(pulled);
    throw new GroupFailure(
      cause,
      "Remove what uses it, or run pulumi destroy again when OpenStack is in order. With a staff token, onStuck: " +
        '"unlink" removes it from Waldur only: set that, run pulumi up, then pulumi destroy.',
    );
  }

  /** Makes Waldur forget a group that OpenStack does not have. */
  private async drop(group: WireGroup): Promise<void> {
    if (this.options.onStuck === "unlink" && (await unlinkGroup(this.work, group))) return;
    if (isStuck(group)) throw new StuckError(group);
    const left = await dropFromWaldur(this.work, group);
    if (left !== undefined) await this.remove(left);
  }

  /** Asks for the deletion and waits for its end: undefined, or the group in error. */
  private async attempt(before: WireGroup): Promise<WireGroup | undefined> {
    const { client, deadline, session } = this.work;
    const ref = { id: before.uuid, tenant: before.tenant_uuid };
    for (let group = before; ;) {
      try {
        return await session.tenant(ref.tenant).lock.shared(deadline, async () => {
          await undefinedIfNotFound(client.deleteGroup(ref.id));
          return waitUntilDeleted(this.work, ref, { goal: GONE, before: group });
        });
      } catch (error) {
        // Another change is in progress: wait for its end, then send the delete again.
        if (!(error instanceof ConflictError) || deadline.isOver) throw error;
      }
      const now = await session.tenant(ref.tenant).one(ref.id, client);
      const resting = now === undefined ? undefined : await this.resting(now);
      if (resting === undefined || resting.backend_id === "") return resting;
      group = resting;
    }
  }

  /** The group once it is idle; undefined if it no longer exists then. */
  private async resting(group: WireGroup): Promise<WireGroup | undefined> {
    // Somebody has begun to delete it already. Without an id in OpenStack that never ends.
    if (isStuck(group)) return group;
    if (!group.state.startsWith("DELETI")) return waitUntilIdle(this.work, group).catch(undefinedIfGone);
    const ref = { id: group.uuid, tenant: group.tenant_uuid };
    const { deadline } = this.work;
    return waitUntilDeleted(this.work, ref, {
      goal: GONE,
      before: undefined,
      standstill: longestStandstill(deadline),
    });
  }
}

function undefinedIfGone(error: unknown): undefined {
  if (!(error instanceof GroupGoneError)) throw error;
}
