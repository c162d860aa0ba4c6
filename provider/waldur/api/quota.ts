import { ApiError } from "../../http/errors";
import { perOwner, perRun, type Run } from "../../run/run";
import { nameText } from "../../text/printable";
import { GroupFailure } from "./failures";
import type { WireTenant } from "./schema";
import { tenantAskedFor, type WaldurSession, type WaldurWork } from "./session";

/** What a tenant's quotas limit. */
type Limited = "groups" | "rules";
const limited: readonly Limited[] = ["groups", "rules"];

const NAMES = { groups: "security_group_count", rules: "security_group_rule_count" } as const;

/** What to do about a quota that is used up. */
const QUOTA_REMEDY = "Remove some in the tenant, or raise the quota.";

/**
 * What to say where a tenant has more than its quota allows, so that Waldur refuses every other number, a smaller one as
 * well; undefined where it has not.
 *
 * @param more how many more a change asks for, or fewer
 */
function refusedChange(
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
function roomFor(what: Limited, tenant: WireTenant | undefined): number | undefined {
  const quota = quotaOf(what, tenant);
  if (quota === undefined) return undefined;
  return quota.limit < 0 ? Number.POSITIVE_INFINITY : Math.max(0, quota.limit - quota.usage);
}

/** The message for a tenant without the room that is needed; undefined if it has room, or if that is not known. */
function overQuotaText(what: Limited, more: number, tenant: WireTenant | undefined): string | undefined {
  const [room, quota] = [roomFor(what, tenant), quotaOf(what, tenant)];
  if (room === undefined || quota === undefined || more <= 0 || more <= room) return undefined;
  return (
    `the quota ${quota.name} of the tenant "${nameText(tenant?.name ?? "")}" is exceeded: ${quota.usage} of ${quota.limit} ` +
    `${what} used, ${more} more needed`
  );
}

/** The part of a quota from which on a preview says how far it is. */
const NEARLY_ALL = 0.8;

/** How far a quota is after a change that it has room for, where that is far; undefined otherwise. */
function nearQuotaText(what: Limited, more: number, tenant: WireTenant | undefined): string | undefined {
  const quota = quotaOf(what, tenant);
  if (quota === undefined || quota.limit <= 0) return undefined;
  const used = quota.usage + more;
  if (used > quota.limit || used < NEARLY_ALL * quota.limit) return undefined;
  return `the tenant "${nameText(tenant?.name ?? "")}" has ${used} of ${quota.limit} ${what} after this`;
}

const quotaOf = (what: Limited, tenant: WireTenant | undefined) =>
  tenant?.quotas?.find(({ name }) => name === NAMES[what]);

type Growth = Readonly<Record<Limited, number>>;

/** How many groups and rules the resources of a run add to each tenant, by resource so that none counts twice. */
const additions = perRun(() => new Map<string, Map<string, Growth>>());

/** What a resource adds to a tenant. */
interface ResourceGrowth extends Growth {
  readonly tenant: string;
  /** Identifies it among those of the tenant. */
  readonly resource: string;
}

/** Sentences about a tenant's quotas. */
export interface QuotaNotes {
  /** What they have no room for. */
  readonly exceeded: readonly string[];
  /** How far those are that are nearly used up. */
  readonly nearly: readonly string[];
}

/** What a resource and those before it in the run make of the quotas. */
export function growthNotes(
  run: Run,
  wire: WireTenant | undefined,
  { tenant, resource, groups, rules }: ResourceGrowth,
): QuotaNotes {
  const own: Growth = { groups, rules };
  addedIn(run, tenant).set(resource, own);
  const said = (of: typeof overQuotaText, some: readonly Limited[]) =>
    some.flatMap((what) => of(what, sum(run, tenant, what), wire) ?? []);
  return {
    exceeded: said(overQuotaText, limited).map((text) => `${text}. ${QUOTA_REMEDY}`),
    nearly: said(
      nearQuotaText,
      limited.filter((what) => own[what] > 0),
    ),
  };
}

/** The number of rules that still fit, in addition to those that other resources of the run add; undefined if the tenant shows no quota. */
export function remainingRoom(
  run: Run,
  wire: WireTenant | undefined,
  { tenant, resource }: Pick<ResourceGrowth, "tenant" | "resource">,
): number | undefined {
  const room = roomFor("rules", wire);
  const own = addedIn(run, tenant).get(resource)?.rules ?? 0;
  return room === undefined ? undefined : Math.max(0, room - Math.max(0, sum(run, tenant, "rules") - own));
}

function addedIn(run: Run, tenant: string): Map<string, Growth> {
  const known = additions(run).get(tenant) ?? new Map<string, Growth>();
  additions(run).set(tenant, known);
  return known;
}

const sum = (run: Run, tenant: string, what: Limited) =>
  [...addedIn(run, tenant).values()].reduce((total, one) => total + one[what], 0);

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

  /** Counts rules that have been set: the difference to the number before. */
  used(rules: number): void {
    this.added += rules;
  }

  /** How many more rules fit; undefined if the tenant does not show its quota. */
  async remaining(work: WaldurWork): Promise<number | undefined> {
    this.asked ??= this.first(work);
    const remaining = roomFor("rules", await this.asked);
    return remaining === undefined ? undefined : remaining - this.added;
  }

  /** @throws {GroupFailure} before anything is written, if the quota has no room for the rules */
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

/** Why a group with this number of rules cannot be created, if quotas are the reason: servers word it differently. */
export async function overQuota(
  work: WaldurWork,
  tenant: string,
  rules: number,
): Promise<GroupFailure | undefined> {
  const found = await getTenant(work, tenant);
  const over = overQuotaText("groups", 1, found) ?? overQuotaText("rules", rules, found);
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
