/** States of a group. Older servers write them as `Update Scheduled` and `Erred`, newer as constants. */
export const GROUP_STATES = [
  "CREATION_SCHEDULED",
  "CREATING",
  "UPDATE_SCHEDULED",
  "UPDATING",
  "DELETION_SCHEDULED",
  "DELETING",
  "OK",
  "ERRED",
] as const;

export type GroupState = (typeof GROUP_STATES)[number];
