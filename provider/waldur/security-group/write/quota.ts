import { ApiError } from "../../../core/http/errors";
import { perOwner } from "../../../core/run/run";
import type { WaldurWork } from "../../api/cloud";
import { GroupFailure } from "../../api/failures";
import type { WaldurSession } from "../../api/session";

const RULES = "security_group_rule_count";

/** The remaining quotas of tenants, each asked for once a run. */
const quotas = perOwner<WaldurSession, Map<string, RuleQuota>>(() => new Map());

/** The quota of rules of a tenant. */
export function ruleQuota({ session }: WaldurWork, tenant: string): RuleQuota {
  const known = quotas(session);
  const quota = known.get(tenant) ?? new RuleQuota(tenant);
  known.set(tenant, quota);
  return quota;
}

/** How many more rules a tenant may have, as far as it tells. */
export class RuleQuota {
  private asked: Promise<number | undefined> | undefined;
  /** Rules that this run has added since. */
  private added = 0;

  constructor(private readonly tenant: string) {}

  /** To be called when rules have been set: how many more than before, or fewer. */
  used(rules: number): void {
    this.added += rules;
  }

  /** How many more rules have a place; undefined where the tenant does not tell. */
  async remaining(work: WaldurWork): Promise<number | undefined> {
    this.asked ??= this.ask(work);
    const remaining = await this.asked;
    return remaining === undefined ? undefined : remaining - this.added;
  }

  /** @throws {GroupFailure} where so many more rules have no place, before anything is written */
  async require(work: WaldurWork, more: number): Promise<void> {
    if (more <= 0 || fits(more, await this.remaining(work))) return;
    // Others may have removed rules meanwhile.
    this.asked = undefined;
    this.added = 0;
    const remaining = await this.remaining(work);
    if (fits(more, remaining)) return;
    throw new GroupFailure(
      `the tenant's quota of rules has room for ${Math.max(0, remaining ?? 0)} more, and ${more} are needed`,
      `Remove rules in the tenant, or have its quota ${RULES} raised.`,
    );
  }

  private async ask({ client }: WaldurWork): Promise<number | undefined> {
    try {
      const tenant = await client.getTenant(this.tenant);
      const quota = tenant.quotas?.find(({ name }) => name === RULES);
      if (quota === undefined) return undefined;
      return quota.limit < 0 ? Number.POSITIVE_INFINITY : quota.limit - quota.usage;
    } catch (error) {
      // A user may be allowed a group and not its tenant: then the server decides.
      if (error instanceof ApiError) return undefined;
      this.asked = undefined;
      throw error;
    }
  }
}

const fits = (more: number, remaining: number | undefined) => remaining === undefined || more <= remaining;
