import { type MemberKind, memberKinds } from "../api/client";
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

export interface MemberStep {
  readonly kind: MemberKind;
  readonly memberId: string;
  readonly attach: boolean;
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

/** The virtual machines of a group, from any field that the server shows them in. */
export function virtualMachineIds({ virtualMachines, resources }: Group): string[] {
  const machines = resources.filter(({ type }) => /^(vm|server|virtual.?machine)$/i.test(type ?? ""));
  return [...new Set([...virtualMachines, ...machines].map(({ id }) => id))];
}

/** Whether a group has, or no longer has, what a step is about. */
export function holds({ kind, memberId, attach }: MemberStep, group: Group): boolean {
  return attachedIds(group, kind).includes(memberId) === attach;
}
