/**
 * What to do about a name that another group of the tenant has. Nobody can tell from outside which case it is, and to
 * adopt a group that another stack owns means to delete it for that stack some day.
 */
export function takenNameText(uuid: string): string {
  return (
    `the tenant has a group of that name already (${uuid}). If this resource owns it and is being replaced, nothing ` +
    `is wrong. If it was made by hand, or left by a run that was killed: set adopt: "${uuid}". If another stack or ` +
    "program owns it: choose another name. If it belongs to a resource of this program that was renamed or moved: " +
    "give this one aliases, and do not adopt"
  );
}
