/** What an attachment is to make of the groups of a target. */
export interface WantedGroups {
  /** Ids of the groups that are to be attached. */
  readonly own: readonly string[];
  /** Ids of those that were the attachment's and are no longer. */
  readonly dismissed: readonly string[];
  /** Whether all others go too. */
  readonly exclusive: boolean;
}

/** What differs. */
export interface GroupsChange {
  readonly attach: readonly string[];
  readonly detach: readonly string[];
}

export function groupsChange(
  live: readonly string[],
  { own, dismissed, exclusive }: WantedGroups,
): GroupsChange {
  const goes = (id: string) => !own.includes(id) && (exclusive || dismissed.includes(id));
  return { attach: own.filter((id) => !live.includes(id)), detach: live.filter(goes) };
}

/**
 * The next list to send, of all groups; undefined where nothing is left to do. What is attached comes first: Waldur takes groups
 * off before it puts others on, so that one list for both would interrupt what the old and the new ones allow.
 */
export function nextGroups(live: readonly string[], wanted: WantedGroups): string[] | undefined {
  const { attach, detach } = groupsChange(live, wanted);
  if (attach.length > 0) return [...live, ...attach];
  return detach.length > 0 ? live.filter((id) => !detach.includes(id)) : undefined;
}
