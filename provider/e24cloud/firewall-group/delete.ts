import { Deadline, waitFor } from "../../core/sync/wait";
import { memberKinds } from "../api/client";
import { guardServers } from "./guard-servers";
import { readSomeInputs, timeoutOf } from "./inputs";
import { reconcileMembers, virtualMachineIds } from "./members";
import { isRefusal } from "../api/refusals";
import type { Session } from "../api/session";
import { lookFor, FEW_LOOKS, type Work } from "./wait";

/** Detaches what this resource attached, deletes the group and waits until it is gone. A group that is gone is done. */
export async function deleteGroup(session: Session, id: string, props: unknown): Promise<void> {
  const known = readSomeInputs(props);
  const work = { session, id, deadline: new Deadline(timeoutOf(known, "delete")) };
  const group = await session.reader.one(id);
  if (group === undefined) return;
  if (known.active === true) await guardServers(session, group, virtualMachineIds(group), known);
  const none = Object.fromEntries(memberKinds.map((kind) => [kind, known[kind] && []]));
  const exclusive = known.exclusiveMembers ?? false;
  await reconcileMembers(work, { members: none, exclusive, formerly: known }, group);
  await requestDelete(work);
  await waitFor(() => whenGone(work), {
    goal: `group ${id} to be gone`,
    deadline: work.deadline,
    pollInterval: session.settings.pollInterval,
    remedy: "Run the same command again: it goes on from here",
  });
}

/** A refusal of a group that then goes away was one of a repetition. */
async function requestDelete(work: Work): Promise<void> {
  try {
    await work.session.write((client) => client.delete(work.id));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (!(await lookFor(work, () => whenGone(work), FEW_LOOKS))) throw error;
  }
}

/** True once the group is gone. Asks through a list shared with others that wait, not older than this question. */
async function whenGone({ session, id }: Work): Promise<true | undefined> {
  return (await session.groups.readSince(id, performance.now())) === undefined || undefined;
}
