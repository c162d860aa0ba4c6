import { perRun } from "../../core/run/run";
import type { Group } from "../api/schema";
import { fromWire } from "../rule/rule";
import { isDefaultRule } from "./plan/default-rules";

/** Whether nobody has put anything into a group. Rules that e24cloud adds by itself do not count. */
export function isEmptyGroup({ users, virtualMachines, resources, rules, unreadable }: Group): boolean {
  const members = users.length + virtualMachines.length + resources.length;
  return (
    members === 0 && unreadable.length === 0 && rules.map(fromWire).every(({ rule }) => isDefaultRule(rule))
  );
}

/** The empty groups that previews of a run have said they will use, by name: a create uses no others. */
export const namedGroups = perRun(() => new Map<string, string>());
