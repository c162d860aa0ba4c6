import { ApiError } from "../../../http/errors";
import { perOwner } from "../../../run/run";
import type { WaldurWork } from "../../api/cloud";
import { GroupFailure } from "../../api/failures";
import { overQuotaText, QUOTA_REMEDY, refusedChange, roomFor } from "../../api/quota";
import type { WireTenant } from "../../api/schema";
import type { WaldurSession } from "../../api/session";
import { tenantAskedFor } from "../../api/tenant-preview";

/** The remaining quotas of tenants, each asked for once a run. */
const quotas = perOwner<WaldurSession, Map<string, RuleQuota>>(() => new Map());

/** The quota of rules of a tenant. */
export function ruleQuota({ session }: WaldurWork, tenant: string): RuleQuota {
  const known = quotas(session);
  const quota = known.get(tenant) ?? new RuleQuota(tenant);
  known.set(tenant, quota);
  return quota;
}

/** How many more rules a tenant may have, if the server returns it. */
export class RuleQuota {
  private asked: Promise<WireTenant | undefined> | undefined;
  /** Rules that this run has added since. */
  private added = 0;

  constructor(private readonly tenant: string) {}

  /** To be called when rules have been set: how many more than before, or fewer. */
  used(rules: number): void {
    this.added += rules;
  }

  /** How many more rules fit; undefined if the tenant does not show its quota. */
  async remaining(work: WaldurWork): Promise<number | undefined> {
    this.asked ??= this.first(work);
    const remaining = roomFor("rules", await this.asked);
    return remaining === undefined ? undefined : remaining - this.added;
  }

  /** @throws {GroupFailure} where so many more rules have no place, before anything is written */
  async require(work: WaldurWork, more: number): Promise<void> {
    if (more <= 0 || fits(more, await this.remaining(work))) return;
    // Others may have removed rules meanwhile.
    this.added = 0;
    this.asked = this.ask(work);
    const tenant = await this.asked;
    const refused = refusedChange("rules", more, tenant);
    if (refused !== undefined) throw new GroupFailure(refused.message, refused.remedy);
    const over = overQuotaText("rules", more, tenant);
    if (over !== undefined) throw new GroupFailure(over, QUOTA_REMEDY);
  }

  /** What the preview of this run has asked already is not asked again. */
  private async first(work: WaldurWork): Promise<WireTenant | undefined> {
    return (await tenantAskedFor(work.session, this.tenant)) ?? this.ask(work);
  }

  private async ask(work: WaldurWork): Promise<WireTenant | undefined> {
    try {
      return await getTenant(work, this.tenant);
    } catch (error) {
      this.asked = undefined;
      throw error;
    }
  }
}

/** Why a list of rules was refused, where the tenant has more than its quota allows; undefined where it has not. */
export async function overfull(
  work: WaldurWork,
  tenant: string,
  more: number,
  cause: unknown,
): Promise<GroupFailure | undefined> {
  const refused = refusedChange("rules", more, await getTenant(work, tenant));
  return refused && new GroupFailure(refused.message, refused.remedy, { cause });
}

/** Why a group with so many rules cannot be created, if quotas are the reason: servers word it differently. */
export async function overQuota(
  work: WaldurWork,
  tenant: string,
  rules: number,
): Promise<GroupFailure | undefined> {
  const told = await getTenant(work, tenant);
  const over = overQuotaText("groups", 1, told) ?? overQuotaText("rules", rules, told);
  return over === undefined ? undefined : new GroupFailure(over, QUOTA_REMEDY);
}

/** A tenant; undefined where the server refuses it: a user may be allowed a group and not its tenant. */
async function getTenant({ client }: WaldurWork, tenant: string): Promise<WireTenant | undefined> {
  try {
    return await client.getTenant(tenant);
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

const fits = (more: number, remaining: number | undefined) => remaining === undefined || more <= remaining;
