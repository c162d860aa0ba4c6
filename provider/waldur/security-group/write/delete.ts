import { AuthenticationError, ConflictError, whereThere } from "../../../core/http/errors";
import type { WaldurWork } from "../../api/cloud";
import { GroupFailure } from "../../api/failures";
import { DEFAULT_GROUP, errorReason } from "../../api/group-state";
import { deletedGroup } from "../wait/wait";
import type { SecurityGroupInputs } from "../inputs";
import { restingGroup } from "../wait/readiness";
import { referringRules } from "./references";
import type { WireGroup } from "../../api/schema";

type Options = Pick<SecurityGroupInputs, "guard" | "onStuck">;

/** A deletion that OpenStack refused is asked for once more: what was in its way may be gone. */
const TRIES = 2;
const GONE = "the group to be gone";

/** Removes a group from Waldur and OpenStack and waits until it is gone. A group that is gone is done. */
export async function deleteGroup(work: WaldurWork, id: string, options: Options): Promise<void> {
  await new GroupDeletion(work, options).run(id);
}

class GroupDeletion {
  constructor(
    private readonly work: WaldurWork,
    private readonly options: Options,
  ) {}

  async run(id: string): Promise<void> {
    const group = await whereThere(this.work.client.getGroup(id));
    if (group === undefined) return;
    if (group.name === DEFAULT_GROUP) {
      this.work.tell("OpenStack's default group cannot be deleted: it stays, with its rules");
      return;
    }
    await this.warnOfReferences(group);
    await this.remove(group);
    this.work.session.deleted.add(id);
  }

  private async remove(group: WireGroup): Promise<void> {
    let left = await this.resting(group);
    for (let refusals = 0; left !== undefined; refusals += 1) {
      // Waldur has no task that would end such a deletion, so it is not begun.
      if (left.backend_id === "") return this.stuck(left, "the group never came about in OpenStack");
      if (refusals === TRIES) return this.stuck(left, `OpenStack refuses to delete it: ${errorReason(left)}`);
      left = await this.attempt(left);
    }
  }

  /** Asks for the deletion and waits for its end: undefined, or the group in error. */
  private async attempt(before: WireGroup): Promise<WireGroup | undefined> {
    const ref = { id: before.uuid, tenant: before.tenant_uuid };
    for (let group = before; ;) {
      try {
        await whereThere(this.work.client.deleteGroup(ref.id));
        return await deletedGroup(this.work, ref, { goal: GONE, before: group });
      } catch (error) {
        // Another change is under way: wait for its end, then ask again.
        if (!(error instanceof ConflictError) || this.work.deadline.isOver) throw error;
      }
      const now = await whereThere(this.work.client.getGroup(ref.id));
      const resting = now === undefined ? undefined : await this.resting(now);
      if (resting === undefined) return undefined;
      group = resting;
    }
  }

  /** The group when nothing is under way in it any more; undefined where it is gone then. */
  private async resting(group: WireGroup): Promise<WireGroup | undefined> {
    if (!group.state.startsWith("DELETI")) return restingGroup(this.work, group);
    // Somebody has begun to delete it already. Without an id in OpenStack that never ends.
    if (group.backend_id === "") return group;
    const ref = { id: group.uuid, tenant: group.tenant_uuid };
    return deletedGroup(this.work, ref, { goal: GONE, before: undefined });
  }

  private async stuck({ uuid }: WireGroup, cause: string): Promise<void> {
    if (this.options.onStuck !== "unlink") {
      throw new GroupFailure(
        cause,
        "Waldur removes such a group at its own next pull of the tenant, every two hours, unless it is being deleted " +
          'already: destroy again then. Or set onStuck: "unlink" with a token of a staff user, run pulumi up, and destroy.',
      );
    }
    try {
      await whereThere(this.work.client.unlinkGroup(uuid));
      this.work.tell("the group was stuck and has been unlinked: Waldur has forgotten it");
    } catch (error) {
      if (!(error instanceof AuthenticationError)) throw error;
      throw new GroupFailure(
        `${cause}, and unlinking it needs a staff user`,
        "Use a token of a staff user.",
        {
          cause: error,
        },
      );
    }
  }

  /** Waldur removes the rules of other groups that name this one, without asking. */
  private async warnOfReferences(group: WireGroup): Promise<void> {
    const referring = await referringRules(this.work, group);
    if (referring.length === 0) return;
    const what = `deleting it also removes ${referring.join(", ")}`;
    if (this.options.guard === "error") {
      throw new GroupFailure(what, 'Remove these rules first, or set guard: "warn".');
    }
    this.work.tell(what);
  }
}
