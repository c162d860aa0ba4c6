import { nameText } from "../../text/printable";
import type { WireTenant } from "./schema";

/** What a tenant's quotas limit. */
export type Limited = "groups" | "rules";
export const limited: readonly Limited[] = ["groups", "rules"];

const NAMES = { groups: "security_group_count", rules: "security_group_rule_count" } as const;

/** What to do about a quota that is used up. */
export const QUOTA_REMEDY = "Remove some in the tenant, or have the quota raised.";

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
      `the tenant "${tenant?.name}" has ${quota.usage} ${what}, and its quota ${quota.name} allows ${quota.limit}: Waldur ` +
      `refuses even removals there that leave more than that`,
    remedy: `Have the quota raised to ${needed} at least first, then run pulumi up again.`,
  };
}

/** How many more a tenant may have, without end where it has no limit; undefined where it does not tell. */
export function roomFor(what: Limited, tenant: WireTenant | undefined): number | undefined {
  const quota = quotaOf(what, tenant);
  if (quota === undefined) return undefined;
  return quota.limit < 0 ? Number.POSITIVE_INFINITY : Math.max(0, quota.limit - quota.usage);
}

/** What to say where a tenant has no room for so many more; undefined where it has, or does not tell. */
export function overQuotaText(
  what: Limited,
  more: number,
  tenant: WireTenant | undefined,
): string | undefined {
  const [room, quota] = [roomFor(what, tenant), quotaOf(what, tenant)];
  if (room === undefined || quota === undefined || more <= 0 || more <= room) return undefined;
  return (
    `the tenant "${nameText(tenant?.name ?? "")}" has room for ${room} more ${what}, and ${more} are needed: ${quota.usage} of ` +
    `${quota.limit} in its quota ${quota.name} are in use`
  );
}

const quotaOf = (what: Limited, tenant: WireTenant | undefined) =>
  tenant?.quotas?.find(({ name }) => name === NAMES[what]);
