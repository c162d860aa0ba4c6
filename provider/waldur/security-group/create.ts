import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, ConflictError, isAnswerLost, messageOf, NotFoundError } from "../../core/errors";
import type { Deadline } from "../../core/sync/wait";
import { GroupFailure } from "../api/failures";
import type { SecurityGroupInputs } from "./inputs";
import { liveRules } from "./live-rules";
import { planRules } from "./plan";
import { refusal } from "./update";
import { type Rule, SELF } from "../rule/rule";
import { toWire } from "../rule/wire";
import { nameAt, ruleNaming } from "../rule/format";
import type { WaldurSession } from "../api/session";
import type { WireGroup } from "../api/schema";

/** So often a create whose answer was lost looks for its own result before it makes another. */
const LOOKS_FOR_OWN = 3;

/**
 * Makes a group with all its rules but those that name the group itself, whose id nobody knows yet.
 * The group is there when this returns, though its state is not OK yet.
 */
export class GroupCreation {
  private readonly rules: readonly Rule[];
  private readonly begun = performance.now();
  /** The earliest time by the server's clock at which the request can have begun. */
  private earliest = Number.NEGATIVE_INFINITY;
  private answerLost = false;

  constructor(
    private readonly session: WaldurSession,
    private readonly inputs: SecurityGroupInputs,
    private readonly deadline: Deadline,
  ) {
    this.rules = Object.values(inputs.rules ?? {}).filter(({ remoteGroup }) => remoteGroup !== SELF);
  }

  async run(): Promise<WireGroup> {
    const group = await this.made();
    this.session.made.add(group.uuid);
    return group;
  }

  private async made(): Promise<WireGroup> {
    for (;;) {
      try {
        return await this.post();
      } catch (error) {
        const found = await this.afterFailure(error);
        if (found !== undefined) return found;
        if (this.deadline.left === 0) throw error;
      }
    }
  }

  private async post(): Promise<WireGroup> {
    const { tenant, name, description = "", apiUrl } = this.inputs;
    const rules = this.rules.map((rule) => toWire(rule, { apiUrl }));
    return this.session.client.createGroup(tenant, { name, description, rules });
  }

  /** The group where it was made after all; undefined where the create may be tried again. */
  private async afterFailure(error: unknown): Promise<WireGroup | undefined> {
    if (error instanceof ConflictError) {
      // The tenant is busy with a change or a pull of its own.
      await this.pause();
      return undefined;
    }
    if (error instanceof NotFoundError) throw this.noTenant(error);
    if (isAnswerLost(error)) {
      this.answerLost = true;
      return this.lookForOwn(LOOKS_FOR_OWN);
    }
    if (error instanceof ApiError && error.status === 400) {
      const own = this.answerLost ? await this.lookForOwn(1) : undefined;
      if (own === undefined) throw await this.refused(error);
      return own;
    }
    throw error;
  }

  private async lookForOwn(looks: number): Promise<WireGroup | undefined> {
    for (let look = 0; look < looks; look += 1) {
      await this.pause();
      const { tenant, name } = this.inputs;
      const { groups, serverTime } = await this.session.client.groupsNamed(tenant, name);
      // The server tells its time in whole seconds, so each look may know better when the request began.
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
      !this.session.made.has(group.uuid) &&
      group.description === description &&
      planRules(liveRules(group), this.rules).calls === 0
    );
  }

  private async pause(): Promise<void> {
    await sleep(Math.min(this.session.settings.pollInterval, this.deadline.left) * 1000);
  }

  /** Why the server refused: it says so only in words that depend on its language, so a taken name is looked up. */
  private async refused(error: ApiError): Promise<unknown> {
    const { tenant, name } = this.inputs;
    const { groups } = await this.session.client.groupsNamed(tenant, name).catch(() => ({ groups: [] }));
    const [other] = groups;
    if (other === undefined) {
      return refusal(error, "group", nameAt(this.rules, ruleNaming(this.inputs)));
    }
    return new GroupFailure(
      `the tenant has a group of that name already (${other.uuid})`,
      "Set adopt: true to take it over, or choose another name.",
      { cause: error },
    );
  }

  private noTenant(error: NotFoundError): GroupFailure {
    return new GroupFailure(
      `there is no tenant ${this.inputs.tenant}, or the token's user may not see it (${messageOf(error)})`,
      "Set tenant, or waldur:tenant, to the uuid of an OpenStack tenant of yours.",
      { cause: error },
    );
  }
}
