import { messageOf, SecurityGroupsError } from "../../core/errors";
import { type MemberKind, memberKinds } from "../api/client";
import { isRefusal } from "../api/refusals";
import { FEW_LOOKS, settled, type GroupWork } from "./wait";
import { write } from "../api/session";
import type { Group } from "../api/schema";

/** Ids of what is attached to a group, by kind. A kind that is left out is not managed. */
export type Members = Partial<Record<MemberKind, readonly string[]>>;

export interface WantedMembers {
  members: Members;
  /** Whether what the program does not name is detached too, of the kinds that it manages. */
  exclusive: boolean;
  /** What the program named before: that of it which is no longer named is detached. */
  formerly?: Members;
}

interface MemberStep {
  kind: MemberKind;
  memberId: string;
  attach: boolean;
}

/**
 * Attaches and detaches, one by one, what differs. A refusal counts only where the goal does not hold afterwards:
 * servers may refuse to attach what is attached.
 *
 * @param group as just read
 * @returns the group as it is afterwards
 */
export async function reconcileMembers(work: GroupWork, wanted: WantedMembers, group: Group): Promise<Group> {
  const steps = memberSteps(group, wanted);
  for (const step of steps) await perform(work, step);
  // Not every server may show its members; what it has confirmed is believed.
  return steps.length === 0 ? group : settled(work, (now) => steps.every((step) => holds(step, now)));
}

/** Attaches first, so that a server that moves from one group to another is in one all the time. */
export function memberSteps(
  group: Group,
  { members, exclusive, formerly = {} }: WantedMembers,
): MemberStep[] {
  const steps = memberKinds.flatMap((kind): MemberStep[] => {
    const named = members[kind];
    if (named === undefined) return [];
    const attached = attachedIds(group, kind);
    const dismissed = exclusive ? foreignIds(group, kind, members) : (formerly[kind] ?? []);
    return [
      ...named.filter((id) => !attached.includes(id)).map((memberId) => ({ kind, memberId, attach: true })),
      ...dismissed
        .filter((id) => attached.includes(id) && !named.includes(id))
        .map((memberId) => ({ kind, memberId, attach: false })),
    ];
  });
  return steps.toSorted((a, b) => Number(b.attach) - Number(a.attach));
}

/** The ids that a group has of a kind. Some servers may show virtual machines among the resources. */
export function attachedIds(group: Group, kind: MemberKind): string[] {
  const ids = (members: Group["users"]) => members.map(({ id }) => id);
  if (kind === "users") return ids(group.users);
  return [...new Set([...ids(group.virtualMachines), ...ids(group.resources)])];
}

/** What of a kind the group has that the program does not name under any kind. */
export function foreignIds(group: Group, kind: MemberKind, members: Members): string[] {
  const named = memberKinds.flatMap((one) => members[one] ?? []);
  const machines = virtualMachineIds(group);
  return attachedIds(group, kind).filter(
    (id) =>
      !named.includes(id) && (kind === "users" || machines.includes(id) === (kind === "virtualMachines")),
  );
}

/** The virtual machines of a group, wherever the server shows them. */
export function virtualMachineIds({ virtualMachines, resources }: Group): string[] {
  const machines = resources.filter(({ type }) => /^(vm|server|virtual.?machine)$/i.test(type ?? ""));
  return [...new Set([...virtualMachines, ...machines].map(({ id }) => id))];
}

async function perform(work: GroupWork, step: MemberStep): Promise<void> {
  const { kind, memberId, attach } = step;
  try {
    await write(work, (client) =>
      attach ? client.attach(work.id, kind, memberId) : client.detach(work.id, kind, memberId),
    );
  } catch (error) {
    const holdsIn = (group: Group) => holds(step, group);
    if (isRefusal(error) && holdsIn(await settled(work, holdsIn, FEW_LOOKS))) return;
    const [verb, side] = attach ? ["attach", "to"] : ["detach", "from"];
    const message = `cannot ${verb} ${KIND_WORDS[kind]} ${memberId} ${side} the group: ${messageOf(error)}`;
    throw new SecurityGroupsError(message, { cause: error });
  }
}

const KIND_WORDS: Readonly<Record<MemberKind, string>> = {
  virtualMachines: "virtual machine",
  users: "user",
  resources: "resource",
};

function holds({ kind, memberId, attach }: MemberStep, group: Group): boolean {
  return attachedIds(group, kind).includes(memberId) === attach;
}
