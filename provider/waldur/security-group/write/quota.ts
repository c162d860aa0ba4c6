import { ApiError } from "../../../core/http/errors";
import type { WaldurWork } from "../../api/cloud";
import { GroupFailure } from "../../api/failures";

const RULES = "security_group_rule_count";

/** How many more rules the tenant may have; undefined where it does not tell. */
export async function ruleRoom({ client }: WaldurWork, tenant: string): Promise<number | undefined> {
  try {
    const { quotas } = await client.getTenant(tenant);
    const quota = quotas?.find(({ name }) => name === RULES);
    if (quota === undefined) return undefined;
    return quota.limit < 0 ? Number.POSITIVE_INFINITY : quota.limit - quota.usage;
  } catch (error) {
    // A user may be allowed a group and not its tenant: then the server decides.
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

/** @throws {GroupFailure} where so many more rules have no place, before anything is written */
export function requireRoom(more: number, room: number | undefined): void {
  if (room === undefined || more <= 0 || more <= room) return;
  throw new GroupFailure(
    `the tenant's quota of rules has room for ${Math.max(0, room)} more, and ${more} are needed`,
    "Remove rules in the tenant, or have its quota security_group_rule_count raised.",
  );
}
