import { ApiError } from "../../http/errors";
import type { WithSecrets } from "../../kit/secrets/secret-inputs";
import { type Keyed, keyedMap, sameRules } from "../../rules/rule-map";
import { serverText } from "../../text/server-text";
import { known } from "../api/capabilities";
import type { WaldurWork } from "../api/cloud";
import { GroupFailure } from "../api/failures";
import { DEFAULT_GROUP } from "../api/group-state";
import type { WireGroup, WireTenant } from "../api/schema";
import { serverMessage } from "../api/server-message";
import { nameAt, ruleNaming, sameRule } from "../rule/codec";
import type { Rule } from "../rule/args";
import { type RuleCall, LOST_REMEDY, NUMBERS_SINCE } from "./plan";
import { GROUP_REMEDY, type LiveRule, liveRules, rulesOf, sentRules } from "./state";
import { perOwner } from "../../run/run";
import { overQuotaText, QUOTA_REMEDY, refusedChange, roomFor } from "../api/quota";
import type { WaldurSession } from "../api/session";
import { tenantAskedFor } from "../api/tenant-preview";

/** What to do where others undo what is done. */
export const OTHER_WRITER = "Something else changes the same group: stop it, then run pulumi again.";

/** A write that brings a group nearer to what it is to be. */
export interface Write {
  /** What it changes, such as `rules`. */
  readonly what: string;
  readonly send: () => Promise<void>;
  /** Whether a group that was read afterwards is as the write makes it. */
  readonly isDoneIn: (group: WireGroup) => boolean;
  /** The rules that it takes away. */
  readonly removed: readonly Keyed<Rule>[];
  /** How many more rules the group has afterwards, or fewer. */
  readonly more: number;
}

/** How a group is to be called; what is left out stays. */
export interface WantedMetadata {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
}

/** Name and description, only where they differ: Waldur blocks the group for seconds even for a change of nothing. */
export function metadataWrite(
  { client }: WaldurWork,
  { uuid, name, description }: WireGroup,
  wanted: WantedMetadata,
): Write | undefined {
  // Nobody may rename or describe OpenStack's default group.
  if (name === DEFAULT_GROUP) return undefined;
  const body: WantedMetadata = {
    ...(wanted.name === undefined || wanted.name === name ? {} : { name: wanted.name }),
    ...(wanted.description === undefined || wanted.description === description
      ? {}
      : { description: wanted.description }),
  };
  if (Object.keys(body).length === 0) return undefined;
  return {
    what: Object.keys(body).join(" and "),
    send: () => client.patchGroup(uuid, body),
    isDoneIn: (seen) => isOrAny(body.name, seen.name) && isOrAny(body.description, seen.description),
    removed: [],
    more: 0,
  };
}

const isOrAny = (wanted: string | undefined, seen: string) => wanted === undefined || wanted === seen;

/** A new list of rules for a group. */
export function rulesWrite(
  work: WaldurWork,
  group: WireGroup,
  call: RuleCall<LiveRule>,
  secrecy: WithSecrets,
): Write {
  const { client, session } = work;
  const sent = sentRules(call, {
    apiUrl: session.settings.apiUrl,
    id: group.uuid,
    numbers: known("numbers", group),
  });
  const rules = keyedMap(sent);
  const more = sent.length - group.rules.length;
  const fullFailure = async (error: unknown) =>
    error instanceof ApiError && error.status === 400
      ? overfull(work, group.tenant_uuid, more, error).catch(() => undefined)
      : undefined;
  const send = async () => {
    try {
      await client.setRules(
        group.uuid,
        sent.map(({ wire }) => wire),
      );
    } catch (error) {
      const nameOf = nameAt(
        sent.map(({ rule }) => rule),
        ruleNaming(secrecy),
      );
      throw (await fullFailure(error)) ?? refusal(error, "rules", nameOf);
    }
  };
  return {
    what: "rules",
    send,
    isDoneIn: (seen) => sameRules(rulesOf(seen), rules, sameRule),
    removed: liveRules(group).filter(({ key }) => rules[key] === undefined),
    more,
  };
}

/** Waldur's words for an id that the group has no rule of (waldur-exchanges, section H). */
const NO_SUCH_RULE = "does not have rule with id";

/** Rules that are kept by their ids have gone: somebody else has changed the group since it was read. */
export class RulesGoneError extends GroupFailure {
  constructor(message: string, cause: unknown) {
    super(message, OTHER_WRITER, { cause });
  }
}

/** What the server says of a list of rules, with the rules by name instead of their positions in the request. */
export function refusal(error: unknown, what: string, nameAt: (position: number) => string): unknown {
  if (!(error instanceof ApiError) || error.status !== 400) return error;
  const said = serverText(serverMessage(error.body, nameAt));
  if (said.includes(NO_SUCH_RULE)) return new RulesGoneError(`Waldur refuses the ${what}: ${said}`, error);
  return new GroupFailure(`Waldur refuses the ${what}: ${said}`, refusalRemedy(what, said), { cause: error });
}

function refusalRemedy(what: string, said: string): string {
  if (said.includes("remote_group:")) {
    return `The group that it names is gone or in another tenant: ${GROUP_REMEDY}.`;
  }
  if (!said.includes("protocol:")) return "Change the program accordingly.";
  return what === "rules" ? LOST_REMEDY : `Take the rule out of the program. ${NUMBERS_SINCE}`;
}

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
async function overfull(
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
