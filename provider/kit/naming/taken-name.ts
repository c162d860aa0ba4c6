/**
 * What to do about a name that another group already has. Only the user knows which case it is: adopting a group that
 * another stack owns would delete it for that stack some day.
 *
 * @param place where names are unique, such as `tenant`
 * @param ids of the groups of that name
 * @param replaced what to do if the group is this resource's own, which is being replaced
 */
export function takenNameText(
  place: string,
  ids: readonly string[],
  replaced = ", set deleteBeforeReplace: true to delete the old group first, or undo a pulumi state taint with pulumi state untaint",
): string {
  const [id] = ids;
  const groups = ids.length === 1 ? "a group" : `${ids.length} groups`;
  const adopt = ids.length === 1 ? `set adopt: "${id}"` : "set adopt to the id of the right one";
  return (
    `the ${place} already has ${groups} of that name (${ids.join(", ")}). If no program owns it, ${adopt}; if another ` +
    "stack or program does, choose another name; if this resource was renamed or moved, give it aliases; if it is " +
    `being replaced${replaced}`
  );
}
