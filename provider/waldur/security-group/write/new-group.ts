import { messageOf } from "../../../errors";
import { ApiError, asksToWait, ConflictError, isOutcomeUnknown, NotFoundError } from "../../../http/errors";
import { nameText } from "../../../text/printable";
import type { RuleMap } from "../../../rules/rule-map";
import type { WaldurWork } from "../../api/cloud";
import { GroupFailure } from "../../api/failures";
import { errorReason, isErred, isStuck } from "../../api/group-state";
import type { WireGroup } from "../../api/schema";
import { nameAt, ruleNaming, toWire } from "../../rule/codec";
import type { Rule } from "../../rule/args";
import { SELF } from "../../rule/fields";
import type { SecurityGroupInputs } from "../inputs";
import { planRules } from "../plan/plan";
import { TENANT_REMEDY } from "../missing";
import { takenNameText } from "../taken-name";
import { tenantPreviews } from "../../api/tenant-preview";
import { StuckError } from "../wait/stuck";
import { liveRules } from "../live-rules";
import { overQuota } from "./quota";
import { refusal } from "./writes";

/** So often a create whose answer was lost polls for its own result before it makes another. */
const POLLS_FOR_OWN = 3;
/** Time before each of these polls, as a multiple of the poll interval: reads may lag behind. */
const PAUSES = 4;

/**
 * Creates a group with all its rules but those that name the group itself, whose id is not known yet.
 * The group is there when this returns, though its state is not OK yet.
 */
export class GroupCreation {
  private readonly rules: RuleMap<Rule>;
  private readonly begun = performance.now();
  /** The earliest time by the server's clock at which the request can have begun. */
  private earliest = Number.NEGATIVE_INFINITY;
  /** So many creates whose answers were lost have made nothing. */
  private unmade = 0;
  private answerLost = false;
  /** Groups that the tenant had before: none of them can be ours. */
  private readonly before = new Set<string>();

  constructor(
    private readonly work: WaldurWork,
    private readonly inputs: SecurityGroupInputs,
  ) {
    const others = Object.entries(inputs.rules ?? {}).filter(([, { remoteGroup }]) => remoteGroup !== SELF);
    this.rules = Object.fromEntries(others);
  }

  async run(): Promise<WireGroup> {
    const { session } = this.work;
    const preview = await tenantPreviews(session).of(this.inputs.tenant, () => undefined);
    for (const { uuid } of preview?.groups ?? []) this.before.add(uuid);
    const group = await this.create();
    this.work.session.made.add(group.uuid);
    return group;
  }

  private async create(): Promise<WireGroup> {
    for (;;) {
      try {
        return await this.post();
      } catch (error) {
        const found = await this.afterFailure(error);
        if (found !== undefined) return found;
        if (this.work.deadline.isOver) throw error;
      }
    }
  }

  private async post(): Promise<WireGroup> {
    const { tenant, name, description, apiUrl } = this.inputs;
    const { client } = this.work;
    const numbers = client.capabilities.get("numbers");
    const rules = Object.values(this.rules).map((rule) => toWire(rule, { apiUrl, numbers }));
    return client.createGroup(tenant, { name, description, rules });
  }

  /** The group where it was made after all; undefined where the create may be tried again. */
  private async afterFailure(error: unknown): Promise<WireGroup | undefined> {
    if (error instanceof ConflictError) {
      await this.requireTenantInOrder();
      // The tenant is busy with a change or a pull of its own.
      await this.pause();
      return undefined;
    }
    if (error instanceof NotFoundError) throw this.noTenant(error);
    if (isOutcomeUnknown(error)) {
      this.answerLost = true;
      const own = await this.pollForOwn(POLLS_FOR_OWN);
      if (own === undefined) await this.beforeRepeat(error);
      return own;
    }
    if (error instanceof ApiError && error.status === 400) {
      const own = this.answerLost ? await this.pollForOwn(1) : undefined;
      if (own === undefined) throw await this.refused(error);
      return own;
    }
    throw error;
  }

  /** The polls were pause enough for the first repeat; an outage, or an error that stays, must not be one of calls without limit. */
  private async beforeRepeat(error: unknown): Promise<void> {
    const repeats = this.unmade;
    this.unmade += 1;
    if (repeats === 0 && !asksToWait(error)) return;
    const elapsed = (performance.now() - this.begun) / 1000;
    await this.work.client.beforeRepeat({ error, repeats, elapsed });
  }

  private async pollForOwn(polls: number): Promise<WireGroup | undefined> {
    for (let poll = 0; poll < polls; poll += 1) {
      await this.pause();
      const { tenant, name } = this.inputs;
      const { groups, serverTime } = await this.work.client.groupsNamed(tenant, name);
      // The server's time has whole seconds, so each poll gives a better estimate of when the request began.
      this.earliest = Math.max(this.earliest, serverTime - (performance.now() - this.begun));
      const own = groups.find((group) => this.isOurs(group));
      if (own !== undefined) return own;
    }
    return undefined;
  }

  /** Made after the request began, not by another request of this process, and in no point different. */
  private isOurs(group: WireGroup): boolean {
    const { description = "" } = this.inputs;
    return (
      Date.parse(group.created) >= this.earliest &&
      !this.work.session.made.has(group.uuid) &&
      !this.before.has(group.uuid) &&
      group.description === description &&
      planRules(liveRules(group), this.rules).calls === 0
    );
  }

  private async pause(): Promise<void> {
    await this.work.deadline.pause(PAUSES * this.work.session.settings.pollInterval);
  }

  /** Why the server refused: its message depends on its language, so a taken name is looked up. */
  private async refused(error: ApiError): Promise<unknown> {
    const { tenant, name } = this.inputs;
    const { groups } = await this.work.client.groupsNamed(tenant, name).catch(() => ({ groups: [] }));
    const [other] = groups;
    if (other === undefined) {
      const rules = Object.values(this.rules);
      const over = await overQuota(this.work, tenant, rules.length).catch(() => undefined);
      return over ?? refusal(error, "group", nameAt(rules, ruleNaming(this.inputs)));
    }
    if (isStuck(other)) return new StuckError(other);
    return new GroupFailure(takenNameText(groups), "", { cause: error });
  }

  /** Waits end for a tenant that is busy, and never for one in error. */
  private async requireTenantInOrder(): Promise<void> {
    const tenant = await this.work.client.getTenant(this.inputs.tenant);
    if (!isErred(tenant)) return;
    throw new GroupFailure(
      `the tenant "${nameText(tenant.name)}" is in error (${errorReason(tenant)}) and takes no new groups`,
      `Let Waldur synchronise the tenant (POST /api/openstack-tenants/${tenant.uuid}/pull/), then run pulumi again.`,
    );
  }

  private noTenant(error: NotFoundError): GroupFailure {
    return new GroupFailure(
      `there is no tenant ${this.inputs.tenant}, or the token's user may not see it (${messageOf(error)})`,
      TENANT_REMEDY,
      { cause: error },
    );
  }
}
