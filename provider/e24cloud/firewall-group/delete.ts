import { waitFor } from "../../sync/poll";
import { memberKinds, type MemberKind } from "../api/client";
import { type E24cloudWork, write } from "../api/session";
import { guardServers, reconcileMembers, KIND_WORDS } from "./apply";
import type { FirewallGroupInputs } from "./inputs";
import { virtualMachineIds, foreignIds } from "./servers";
import { lostAnswerError, awaitOutcome } from "./reconcile";
import { FEW_POLLS, type GroupWork, pollFor, POLLS_AFTER_LOST_ANSWER } from "./wait";
import { messageOf, SecurityGroupsError } from "../../errors";
import type { Group } from "../api/group";

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
    remedy: "Run pulumi again: it continues from the current state.",
  });
  return "deleted";
}

/** Whatever the outcome of the request, a group that goes away is deleted: a refusal was one of a repetition then. */
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

/**
 * Why a group that still has members was not deleted. The server may give any reason, or none: a group with members counts as
 * in use.
 *
 * @returns undefined where nothing is attached
 */
function inUseError(group: Group, cause: unknown): SecurityGroupsError | undefined {
  const attached = memberKinds
    .map((kind) => ({ kind, ids: foreignIds(group, kind, {}) }))
    .filter(({ ids }) => ids.length > 0);
  if (attached.length === 0) return undefined;
  const what = attached.map(({ kind, ids }) => `${plural(kind, ids.length)} ${ids.join(", ")}`).join(" and ");
  const lists = attached.map(({ kind }) => `${kind}: []`).join(", ");
  return new SecurityGroupsError(
    `the server does not delete it while it is in use, and it still has ${what} (${messageOf(cause)}). Detach them in e24cloud's ` +
      `panel and run pulumi again, or let this resource do it: set exclusiveMembers: true with ${lists}, run pulumi up, and ` +
      "delete the group after that",
    { cause },
  );
}

const plural = (kind: MemberKind, count: number) => `${KIND_WORDS[kind]}${count === 1 ? "" : "s"}`;
