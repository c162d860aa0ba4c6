import { pollUntil } from "../../sync/poll";
import { keepingState } from "../../kit/operation";
import type { Stored } from "../../kit/handlers";
import { type Owner, ownership } from "../../run/resources";
import { type WaldurWork, tenantPreviews } from "../api/session";
import { type WireGroup, errorReason, isErred, isStuck, DEFAULT_GROUP } from "../api/schema";
import type { SecurityGroupInputs } from "./inputs";
import { areRulesUnmanaged, groupTakenOver, ownedGroup, takenNameText } from "./existing";
import { stateAfterFailure } from "./after-failure";
import { recoverGroup, pullTenantOnce } from "./recover";
import { allUnmanaged, storedGroup, TENANT_REMEDY, liveRules } from "./state";
import { waitUntilCreated, StuckError } from "./wait";
import { Reconciliation } from "./reconcile";
import { messageOf } from "../../errors";
import {
  ApiError,
  asksToWait,
  ConflictError,
  isOutcomeUnknown,
  NotFoundError,
  undefinedIfNotFound,
} from "../../http/errors";
import { nameText } from "../../text/printable";
import type { RuleMap } from "../../rules/rule-map";
import { GroupFailure } from "../api/failures";
import { nameAt, ruleNaming, toWire, SELF } from "../rule/fields";
import type { Rule } from "../rule/args";
import { planRules } from "./plan";
import { overQuota } from "../api/quota";
import { refusal } from "./writes";
import { parseId } from "../api/ids";
import { groupLeftTo } from "./delete";

/** Makes or adopts a group, waits until it is ready, and makes of it what the inputs say. */
export async function createGroup(
  work: WaldurWork,
  inputs: SecurityGroupInputs,
  owner: Owner,
): Promise<Stored> {
  const adopted = await groupToAdopt(work, inputs);
  const { group, reconciliation, begin } =
    adopted === undefined ? await newGroup(work, inputs, owner) : adoptedGroup(work, inputs, owner, adopted);
  return keepingState(
    group.uuid,
    (failure) => {
      const { mayBeInProgress } = reconciliation;
      const change = { before: group, inputs, former: undefined, failure, mayBeInProgress };
      return stateAfterFailure(work, change);
    },
    async () => {
      const done = await begin();
      work.session.names.list([done]);
      const tellsAll = adopted !== undefined && areRulesUnmanaged(work.run, owner, inputs);
      return {
        id: done.uuid,
        outs: { ...storedGroup(done, inputs), ...(tellsAll ? allUnmanaged(done) : {}) },
      };
    },
  );
}

/** A group that the server has, and what makes of it what it is to be. */
interface Begun {
  readonly group: WireGroup;
  readonly reconciliation: Reconciliation;
  readonly begin: () => Promise<WireGroup>;
}

function adoptedGroup(work: WaldurWork, inputs: SecurityGroupInputs, owner: Owner, group: WireGroup): Begun {
  ownership(work.run).take(owner, groupTakenOver({ apiUrl: inputs.apiUrl, id: group.uuid }, inputs));
  const reconciliation = new Reconciliation(work, group.tenant_uuid, inputs);
  const begin = async () => reconciliation.run(await recoverGroup(work, group, inputs.onStuck));
  return { group, reconciliation, begin };
}

/** A pull of the tenant would drop a group that OpenStack does not list yet, so it has to wait for the group. */
async function newGroup(work: WaldurWork, inputs: SecurityGroupInputs, owner: Owner): Promise<Begun> {
  return work.session.tenant(inputs.tenant).lock.shared(work.deadline, async () => {
    const group = await new GroupCreation(work, inputs).run();
    ownership(work.run).take(owner, ownedGroup({ apiUrl: inputs.apiUrl, id: group.uuid }, inputs));
    const arrived = await keepingState(
      group.uuid,
      (failure) =>
        stateAfterFailure(work, { before: group, inputs, former: undefined, failure, mayBeInProgress: true }),
      () => waitUntilCreated(work, group),
    );
    const reconciliation = new Reconciliation(work, inputs.tenant, inputs);
    return { group: arrived, reconciliation, begin: () => reconciliation.run(arrived) };
  });
}

/** How often a create whose answer was lost polls for its own result before it makes another. */
const POLLS_FOR_OWN = 3;
/** Time before each of these polls, as a multiple of the poll interval: reads may lag behind. */
const PAUSES = 4;

/**
 * Creates a group with all its rules but those that name the group itself, whose id is not known yet.
 * The group exists when this returns, though its state is not OK yet.
 */
export class GroupCreation {
  private readonly rules: RuleMap<Rule>;
  private readonly begun = performance.now();
  /** The earliest time by the server's clock at which the request can have begun. */
  private earliest = Number.NEGATIVE_INFINITY;
  /** How many creates whose answers were lost may make nothing. */
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
    session.made.add(group.uuid);
    session.tenant(this.inputs.tenant).made(group);
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

  /** The group, where the create made it in spite of the failure; undefined where it may be tried again. */
  private async afterFailure(error: unknown): Promise<WireGroup | undefined> {
    if (error instanceof ConflictError) {
      await this.requireTenantInOrder();
      // The tenant is busy with a change or a pull of its own.
      await this.work.deadline.pause(this.pause);
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

  private pollForOwn(polls: number): Promise<WireGroup | undefined> {
    const { deadline } = this.work;
    return pollUntil(() => this.findOwn(), { deadline, polls, pause: () => this.pause });
  }

  private async findOwn(): Promise<WireGroup | undefined> {
    const { tenant, name } = this.inputs;
    const { groups, serverTime } = await this.work.client.groupsNamed(tenant, name);
    // The server's time has whole seconds, so each poll gives a better estimate of when the request began.
    this.earliest = Math.max(this.earliest, serverTime - (performance.now() - this.begun));
    return groups.find((group) => this.isOurs(group));
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

  private get pause(): number {
    return PAUSES * this.work.session.settings.pollInterval;
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

/**
 * The existing group to adopt: what OpenStack has kept of a group that is replaced, else by its id, or by its
 * name in the tenant. Undefined where there is
 * none of that name, or if this process has just deleted it to replace it: then it is recreated.
 */
export async function groupToAdopt(
  work: WaldurWork,
  { adopt, name, tenant }: SecurityGroupInputs,
): Promise<WireGroup | undefined> {
  const kept = groupLeftTo(work.session, { tenant, name });
  if (kept !== undefined) return work.client.getGroup(kept);
  if (adopt === undefined) return undefined;
  if (adopt !== true) return byId(work, adopt, tenant);
  const { groups } = await work.client.groupsNamed(tenant, name);
  if (groups.length === 0 && name === DEFAULT_GROUP) return importDefault(work, tenant);
  if (groups.length <= 1) return groups[0];
  throw new GroupFailure(
    `the tenant has ${groups.length} groups of that name (${groups.map(({ uuid }) => uuid).join(", ")})`,
    "Set adopt to the id of the right one.",
  );
}

async function byId(
  { client, session }: WaldurWork,
  adopt: string,
  tenant: string,
): Promise<WireGroup | undefined> {
  const id = parseId(adopt) ?? adopt;
  const group = await undefinedIfNotFound(client.getGroup(id));
  if (group === undefined) {
    if (session.deleted.has(id)) return undefined;
    throw new GroupFailure(
      `there is no group ${id} to adopt, or the token's user may not see it`,
      "Set adopt to the id of an existing group, or leave it out to create a new one.",
    );
  }
  if (group.tenant_uuid === tenant) return group;
  throw new GroupFailure(
    `the group ${id} to adopt belongs to the tenant ${group.tenant_uuid}, not to ${tenant}`,
    "Set tenant to the tenant of the group.",
  );
}

/** OpenStack's own group, which Waldur does not know before a pull of the tenant. */
async function importDefault(work: WaldurWork, tenant: string): Promise<WireGroup> {
  await pullTenantOnce(work, tenant, `Waldur does not know the group "${DEFAULT_GROUP}"`);
  const { groups } = await work.client.groupsNamed(tenant, DEFAULT_GROUP);
  const [group] = groups;
  if (group !== undefined) return group;
  throw new GroupFailure(
    `OpenStack has no group "${DEFAULT_GROUP}" in the tenant`,
    "Leave it out of the program, or choose another name.",
  );
}
