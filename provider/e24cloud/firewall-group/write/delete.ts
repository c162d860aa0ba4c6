import { waitFor } from "../../../sync/wait";
import { memberKinds } from "../../api/client";
import type { E24cloudWork } from "../../api/cloud";
import { write } from "../../api/session";
import { guardServers } from "./guard-servers";
import { inUseError } from "./in-use";
import type { FirewallGroupInputs } from "../inputs";
import { virtualMachineIds } from "../members";
import { reconcileMembers } from "./reconcile-members";
import { lostAnswerError, awaitOutcome } from "./outcome";
import { FEW_POLLS, type GroupWork, pollFor, POLLS_AFTER_LOST_ANSWER } from "../wait/wait";

/**
 * Detaches what this resource attached, deletes the group and waits until it is gone.
 *
 * @returns whether there was a group to delete
 */
export async function deleteGroup(
  operation: E24cloudWork,
  id: string,
  known: Partial<FirewallGroupInputs>,
): Promise<"deleted" | "absent"> {
  const work = { ...operation, id };
  const { session, client, deadline } = work;
  const group = await session.reader.one(client, id);
  if (group === undefined) return "absent";
  await guardServers(work, group, virtualMachineIds(group), known);
  const none = Object.fromEntries(memberKinds.map((kind) => [kind, known[kind] && []]));
  const exclusive = known.exclusiveMembers ?? false;
  await reconcileMembers(work, { members: none, exclusive, formerly: known }, group);
  await requestDelete(work);
  await waitFor(() => waitUntilGone(work), {
    goal: `group ${id} to be gone`,
    deadline,
    pollInterval: session.settings.pollInterval,
    remedy: "Run pulumi again: it continues",
  });
  return "deleted";
}

/** Whatever became of the request, a group that goes away is deleted: a refusal was one of a repetition then. */
async function requestDelete(work: GroupWork): Promise<void> {
  const outcome = await awaitOutcome(write(work, (client) => client.delete(work.id)));
  if (outcome.kind === "accepted") return;
  const polls = outcome.kind === "refused" ? FEW_POLLS : POLLS_AFTER_LOST_ANSWER;
  if (await pollFor(work, () => waitUntilGone(work), polls, "the server to delete the group")) return;
  const group = await work.session.reader.one(work.client, work.id);
  const used = group && inUseError(group, outcome.error);
  if (used !== undefined) throw used;
  throw outcome.kind === "refused" ? outcome.error : lostAnswerError(work, "delete the group", outcome.error);
}

/** True once the group is gone. Asks through a list shared with others that wait, not older than this question. */
async function waitUntilGone({ session, id, deadline }: GroupWork): Promise<true | undefined> {
  const group = await deadline.within(session.groups.readSince(id, performance.now()));
  return group === undefined || undefined;
}
