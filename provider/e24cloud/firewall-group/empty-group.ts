import { isDeepStrictEqual } from "node:util";
import { perRun } from "../../run/run";
import type { Group } from "../api/group";
import { liveRules } from "./live-rules";
import { defaultRuleKeys } from "./plan/default-rules";

/** Whether nobody has put anything into a group: it has no rules, or just those that e24cloud adds by itself. */
export function isEmptyGroup(group: Group): boolean {
  const { users, virtualMachines, resources, unreadable } = group;
  const members = users.length + virtualMachines.length + resources.length;
  const keys = liveRules(group).map(({ key }) => key);
  const isUntouched = keys.length === 0 || isDeepStrictEqual(keys.toSorted(), defaultRuleKeys);
  return members === 0 && unreadable.length === 0 && isUntouched;
}

/** The empty groups that previews of a run have said they will use, by name: a create uses no others. */
export const namedGroups = perRun(() => new Map<string, string>());

/** The names for which previews of a run have reported an existing group: no second group is created without a warning. */
export const reportedNames = perRun(() => new Set<string>());
