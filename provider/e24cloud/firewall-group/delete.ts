import { waitFor } from "../../core/sync/wait";
import { memberKinds } from "../api/client";
import type { E24cloudWork } from "../api/cloud";
import { isRefusal } from "../api/refusals";
import { write } from "../api/session";
import { guardServers } from "./guard-servers";
import type { FirewallGroupInputs } from "./inputs";
import { reconcileMembers, virtualMachineIds } from "./members";
import { FEW_LOOKS, type GroupWork, lookFor } from "./wait";

/** Detaches what this resource attached, deletes the group and waits until it is gone. A group that is gone is done. */
export async function deleteGroup(
  operation: E24cloudWork,
  id: string,
  known: Partial<FirewallGroupInputs>,
): Promise<void> {
  const work = { ...operation, id };
  const { session, client, deadline } = work;
  const group = await session.reader.one(client, id);
  if (group === undefined) return;
  if (known.active === true) await guardServers(work, group, virtualMachineIds(group), known);
  const none = Object.fromEntries(memberKinds.map((kind) => [kind, known[kind] && []]));
  const exclusive = known.exclusiveMembers ?? false;
  await reconcileMembers(work, { members: none, exclusive, formerly: known }, group);
  await requestDelete(work);
  await waitFor(() => whenGone(work), {
    goal: `group ${id} to be gone`,
    deadline,
    pollInterval: session.settings.pollInterval,
    remedy: "Run the same command again: it goes on from here",
  });
}

/** A refusal of a group that then goes away was one of a repetition. */
async function requestDelete(work: GroupWork): Promise<void> {
  try {
    await write(work, (client) => client.delete(work.id));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (!(await lookFor(work, () => whenGone(work), FEW_LOOKS))) throw error;
  }
}

/** True once the group is gone. Asks through a list shared with others that wait, not older than this question. */
async function whenGone({ session, id }: GroupWork): Promise<true | undefined> {
  return (await session.groups.readSince(id, performance.now())) === undefined || undefined;
}
