import { messageOf, SecurityGroupsError } from "../../../errors";
import { NotFoundError } from "../../../http/errors";
import type { MemberKind } from "../../api/client";
import type { Group } from "../../api/group";
import { write } from "../../api/session";
import { lostAnswerError, awaitOutcome } from "./outcome";
import { FEW_POLLS, type GroupWork, POLLS_AFTER_LOST_ANSWER, waitUntilShown } from "../wait/wait";
import { holds, type MemberStep, memberSteps, type WantedMembers } from "../members";

/**
 * Attaches and detaches, one by one, what differs, and waits until the group shows it. A refusal counts only where the
 * goal does not hold afterwards: servers may refuse to attach what is attached.
 *
 * @param group as just read
 * @returns the group as it is afterwards
 */
export async function reconcileMembers(work: GroupWork, wanted: WantedMembers, group: Group): Promise<Group> {
  const steps = memberSteps(group, wanted);
  if (steps.length === 0) return group;
  for (const [position, step] of steps.entries()) await perform(work, step, steps.slice(0, position));
  let open: readonly MemberStep[] = steps;
  const done = await waitUntilShown(work, (now) => {
    open = steps.filter((step) => !holds(step, now));
    return open.length === 0;
  });
  if (done !== undefined) return done;
  const texts = open.map(stepText).join(", to ");
  throw work.deadline.error(
    `the server accepted to ${texts}, but the group does not show it. Run pulumi again: it continues from what ` +
      "the group shows",
  );
}

/** @param before the steps that the server has accepted already */
async function perform(work: GroupWork, step: MemberStep, before: readonly MemberStep[]): Promise<void> {
  const { kind, memberId, attach } = step;
  const fail = (cause: unknown) => {
    const why = cause instanceof NotFoundError ? noMember(cause) : messageOf(cause);
    return new SecurityGroupsError(`cannot ${stepText(step)}: ${why}`, { cause });
  };
  const sent = write(work, (client) =>
    attach ? client.attach(work.id, kind, memberId) : client.detach(work.id, kind, memberId),
  );
  const outcome = await awaitOutcome(sent).catch((error: unknown) => {
    throw fail(error);
  });
  if (outcome.kind === "accepted") return;
  const polls = outcome.kind === "refused" ? FEW_POLLS : POLLS_AFTER_LOST_ANSWER;
  if ((await waitUntilShown(work, (group) => holds(step, group), polls)) !== undefined) return;
  if (outcome.kind === "lost") throw lostAnswerError(work, stepText(step), outcome.error);
  const refused = fail(outcome.error);
  const isSettled = await waitUntilShown(
    work,
    (group) => before.every((one) => holds(one, group)),
    POLLS_AFTER_LOST_ANSWER,
  );
  // While others are in progress, the group does not show everything.
  throw isSettled === undefined ? new SecurityGroupsError(refused.message) : refused;
}

const noMember = ({ call, status }: NotFoundError) =>
  `the account has none of this id in this region (${call.method} ${call.path}: ${status}). Look the id up in e24cloud's panel`;

function stepText({ kind, memberId, attach }: MemberStep): string {
  const [verb, side] = attach ? ["attach", "to"] : ["detach", "from"];
  return `${verb} ${KIND_WORDS[kind]} ${memberId} ${side} the group`;
}

/** What messages call a member. */
export const KIND_WORDS: Readonly<Record<MemberKind, string>> = {
  virtualMachines: "virtual machine",
  users: "user",
  resources: "resource",
};
