import { nameText } from "../../text/printable";
import type { WireTenant } from "./schema";

/** What a tenant's quotas limit. */
export type Limited = "groups" | "rules";
export const limited: readonly Limited[] = ["groups", "rules"];

const NAMES = { groups: "security_group_count", rules: "security_group_rule_count" } as const;

/** What to do about a quota that is used up. */
export const QUOTA_REMEDY = "Remove some in the tenant, or raise the quota.";

/**
 * What to say where a tenant has more than its quota allows, so that Waldur refuses every other number, a smaller one as
 * well; undefined where it has not.
 *
 * @param more how many more a change asks for, or fewer
 */
export function refusedChange(
  what: Limited,
  more: number,
  tenant: WireTenant | undefined,
): { message: string; remedy: string } | undefined {
  const quota = quotaOf(what, tenant);
  if (quota === undefined || quota.limit < 0 || quota.usage <= quota.limit) return undefined;
  const needed = quota.usage + more;
  if (more === 0 || needed <= quota.limit) return undefined;
  return {
    message:
      `the tenant "${tenant?.name}" has ${quota.usage} ${what}, but its quota ${quota.name} is ${quota.limit}: Waldur refuses ` +
      "even removals that leave more than that",
    remedy: `First raise the quota to at least ${needed}, then run pulumi up again.`,
  };
}

/** The room that a tenant has left, infinite without a limit; undefined if the server does not return it. */
export function roomFor(what: Limited, tenant: WireTenant | undefined): number | undefined {
  const quota = quotaOf(what, tenant);
  if (quota === undefined) return undefined;
  return quota.limit < 0 ? Number.POSITIVE_INFINITY : Math.max(0, quota.limit - quota.usage);
}

/** The message for a tenant without the room that is needed; undefined if it has room, or if that is not known. */
export function overQuotaText(
  what: Limited,
  more: number,
  tenant: WireTenant | undefined,
): string | undefined {
  const [room, quota] = [roomFor(what, tenant), quotaOf(what, tenant)];
  if (room === undefined || quota === undefined || more <= 0 || more <= room) return undefined;
  return (
    `the quota ${quota.name} of the tenant "${nameText(tenant?.name ?? "")}" is exceeded: ${quota.usage} of ${quota.limit} ` +
    `${what} used, ${more} more needed`
  );
}

const quotaOf = (what: Limited, tenant: WireTenant | undefined) =>
  tenant?.quotas?.find(({ name }) => name === NAMES[what]);
