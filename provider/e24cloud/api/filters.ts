import { z } from "zod";
import { SecurityGroupsError } from "../../errors";
import { issuesText } from "../../text/issue-text";
import type { Group } from "./group";

/**
 * Filters of groups, all of which a group has to pass. The server has none of its own.
 * @default not filtered by
 */
export interface FirewallGroupFilters {
  /** Part of the name, in any letter case. */
  name?: string | undefined;
  /** The whole name, such as `web`. */
  nameExact?: string | undefined;
}

const filters = z.strictObject({ name: z.string().optional(), nameExact: z.string().optional() });

/**
 * Whether a group passes.
 * @throws {SecurityGroupsError} for an unknown filter
 */
export function passes(given: FirewallGroupFilters): (group: Group) => boolean {
  const { data, error } = filters.safeParse(given);
  if (error !== undefined) {
    throw new SecurityGroupsError(issuesText(error));
  }
  const { name = "", nameExact } = data;
  return (group) =>
    group.name.toLowerCase().includes(name.toLowerCase()) &&
    (nameExact === undefined || group.name === nameExact);
}
