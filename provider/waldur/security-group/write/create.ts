import { messageOf } from "../../../core/errors";
import { ApiError, ConflictError, isAnswerLost, NotFoundError } from "../../../core/http/errors";
import { keepingState } from "../../../core/pulumi/crud";
import type { Stored } from "../../../core/pulumi/handlers";
import type { WaldurWork } from "../../api/cloud";
import { GroupFailure } from "../../api/failures";
import { groupToAdopt } from "./adopt";
import type { SecurityGroupInputs } from "../inputs";
import { liveRules } from "./live-rules";
import { planRules } from "../plan/plan";
import { arrivedGroup, repairedGroup } from "../wait/readiness";
import { outputsOf, stateAfterFailure } from "../state";
import { Reconciliation, refusal } from "./reconcile";
import { noteTakeover } from "./takeover";
import { tenantPreviews } from "../preview/tenant-preview";
import { type Rule, SELF } from "../../rule/rule";
import { toWire } from "../../rule/wire";
import { nameAt, ruleNaming } from "../../rule/format";
import type { WireGroup } from "../../api/schema";

/** So often a create whose answer was lost looks for its own result before it makes another. */
const LOOKS_FOR_OWN = 3;

/** Makes or adopts a group, waits until it is ready, and makes of it what the inputs say. */
export async function createGroup(work: WaldurWork, inputs: SecurityGroupInputs): Promise<Stored> {
  const adopted = await groupToAdopt(work, inputs);
  const group = adopted ?? (await new GroupCreation(work, inputs).run());
  noteTakeover(work, group.uuid, inputs);
  return keepingState(
    group.uuid,
    () => stateAfterFailure(work, group, inputs),
    async () => {
      const ready = adopted === undefined ? arrivedGroup : repairedGroup;
      const done = await new Reconciliation(work, inputs).run(await ready(work, group));
      return { id: done.uuid, outs: { ...inputs, ...outputsOf(done, inputs) } };
    },
  );
}

/**
 * Makes a group with all its rules but those that name the group itself, whose id nobody knows yet.
 * The group is there when this returns, though its state is not OK yet.
 */
class GroupCreation {
  private readonly rules: readonly Rule[];
  private readonly begun = performance.now();
  /** The earliest time by the server's clock at which the request can have begun. */
  private earliest = Number.NEGATIVE_INFINITY;
  private answerLost = false;
  /** Groups that the tenant had before: none of them can be ours. */
  private readonly before = new Set<string>();

  constructor(
    private readonly work: WaldurWork,
    private readonly inputs: SecurityGroupInputs,
  ) {
    this.rules = Object.values(inputs.rules ?? {}).filter(({ remoteGroup }) => remoteGroup !== SELF);
  }

  async run(): Promise<WireGroup> {
    const { session } = this.work;
    const preview = await tenantPreviews(session).of(this.inputs.tenant, () => undefined);
    for (const { uuid } of preview?.groups ?? []) this.before.add(uuid);
    const group = await this.made();
    this.work.session.made.add(group.uuid);
    return group;
  }

  private async made(): Promise<WireGroup> {
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
    const rules = this.rules.map((rule) => toWire(rule, { apiUrl }));
    return this.work.client.createGroup(tenant, { name, description, rules });
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
      const { groups, serverTime } = await this.work.client.groupsNamed(tenant, name);
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
      !this.work.session.made.has(group.uuid) &&
      !this.before.has(group.uuid) &&
      group.description === description &&
      planRules(liveRules(group), this.rules).calls === 0
    );
  }

  private async pause(): Promise<void> {
    await this.work.deadline.pause(this.work.session.settings.pollInterval);
  }

  /** Why the server refused: it says so only in words that depend on its language, so a taken name is looked up. */
  private async refused(error: ApiError): Promise<unknown> {
    const { tenant, name } = this.inputs;
    const { groups } = await this.work.client.groupsNamed(tenant, name).catch(() => ({ groups: [] }));
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
