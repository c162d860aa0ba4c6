/**
 * What to do about a name that another group has already. Nobody can tell from outside which case it is, and to adopt a
 * group that another stack owns means to delete it for that stack some day.
 *
 * @param place where names are looked at, such as `tenant`
 * @param ids of the groups of that name
 * @param replaced what holds where the group is this resource's own, which is being replaced
 */
export function takenNameText(
  place: string,
  ids: readonly string[],
  replaced = ": set deleteBeforeReplace: true, so that the old group goes first, or take back a pulumi state taint with pulumi state untaint",
): string {
  const [id] = ids;
  const groups = ids.length === 1 ? "a group" : `${ids.length} groups`;
  const adopt = ids.length === 1 ? `set adopt: "${id}"` : "set adopt to the id of the one that is meant";
  return (
    `the ${place} has ${groups} of that name already (${ids.join(", ")}). If this resource owns it and is being replaced` +
    `${replaced}. If it was made by hand, or left by a run that was killed: ${adopt}. If another stack or ` +
    "program owns it: choose another name. If it belongs to a resource of this program that was renamed or moved: " +
    "give this one aliases, and do not adopt"
  );
}
