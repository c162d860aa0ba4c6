import {
  AuthenticationError,
  ConflictError,
  isOutcomeUnknown,
  NotFoundError,
  undefinedIfNotFound,
} from "../../http/errors";
import { perOwner } from "../../run/run";
import { waitFor } from "../../sync/poll";
import type { WaldurWork, WaldurSession } from "../api/session";
import { GroupFailure } from "../api/failures";
import { errorReason, isErred, isOk, errorText, type WireTenant, type WireGroup } from "../api/schema";
import { isNewer, pullGroup, waitUntilIdle, StuckError, GroupGoneError, GroupLostError } from "./wait";
import type { Deadline } from "../../http/deadline";
import { nameText } from "../../text/printable";
import { rulesOf } from "./state";
import type { SecurityGroupInputs } from "./inputs";
import type { RuleMap } from "../../rules/rule-map";
import { listRules } from "../../rules/codec";
import type { RuleNaming } from "../rule/fields";
import type { Rule } from "../rule/args";

/** The pulls of a run, by tenant. */
const pulls = perOwner<WaldurSession, Map<string, Promise<void>>>(() => new Map());

/**
 * Makes the groups of a tenant in Waldur what OpenStack has. That is a write on the groups of all users: it drops what
 * OpenStack does not have, imports what only OpenStack has, and ends errors. So there is at most one a tenant and run,
 * with no other write of this process in progress, and only if nothing else helps.
 *
 * @param reason why, to follow "again from OpenStack, since"
 */
export async function pullTenantOnce(work: WaldurWork, tenant: string, reason: string): Promise<void> {
  const known = pulls(work.session);
  const pull = known.get(tenant) ?? pullTenant(work, tenant, reason);
  known.set(tenant, pull);
  return pull;
}

/** Lets the next one who needs it pull the tenant again, where an earlier pull of the run came too soon. */
function forgetPull(session: WaldurSession, tenant: string): void {
  pulls(session).delete(tenant);
}

async function pullTenant(work: WaldurWork, id: string, reason: string): Promise<void> {
  const view = work.session.tenant(id);
  await view.lock.exclusive(work.deadline, async () => {
    const before = await groupsById(work, id);
    try {
      await waitUntilPulled(work, await getTenant(work, id));
    } finally {
      view.changed();
    }
    const changes = tenantChanges(before, await groupsById(work, id));
    work.warn(`Waldur has read all groups of the tenant again from OpenStack, since ${reason}: ${changes}`);
  });
}

/**
 * Pulls until it has worked. Where OpenStack does not answer, the tenant ends in error and takes no new groups: so it is
 * brought out of that for a while, before this gives up.
 */
async function waitUntilPulled(work: WaldurWork, start: WireTenant): Promise<void> {
  const end = performance.now() + retryTime(work.deadline) * 1000;
  for (let tenant = start; ;) {
    const isRepair = isErred(tenant);
    const accepted = await requestPull(work, tenant, isRepair);
    tenant = await waitUntilTenantIdle(work, tenant, accepted);
    if (accepted && isOk(tenant) && !isRepair) return;
    if (accepted && isErred(tenant) && performance.now() > end) {
      throw new GroupFailure(
        `OpenStack cannot be read (${errorReason(tenant)}), so the tenant is in error and takes no new groups`,
        "Run pulumi again when OpenStack answers.",
      );
    }
  }
}

/** Whether Waldur has taken the request; it does not while the tenant is busy. */
async function requestPull(
  { client }: WaldurWork,
  { uuid }: WireTenant,
  isRepair: boolean,
): Promise<boolean> {
  try {
    await (isRepair ? client.pullTenant(uuid) : client.pullTenantGroups(uuid));
    return true;
  } catch (error) {
    if (error instanceof ConflictError) return false;
    if (error instanceof AuthenticationError && error.status === 403) throw notAllowed(error);
    if (!isOutcomeUnknown(error)) throw error;
    return false;
  }
}

/** The tenant once it is idle: OK or ERRED. */
async function waitUntilTenantIdle(
  { client, session, deadline }: WaldurWork,
  before: WireTenant,
  accepted: boolean,
): Promise<WireTenant> {
  const poll = async () => {
    const tenant = await client.getTenant(before.uuid);
    if (accepted && !isNewer(tenant, before)) return undefined;
    return isOk(tenant) || isErred(tenant) ? tenant : undefined;
  };
  const goal = "Waldur to read the tenant's groups from OpenStack";
  return waitFor(poll, { goal, deadline, pollInterval: session.settings.pollInterval });
}

async function getTenant({ client }: WaldurWork, id: string): Promise<WireTenant> {
  try {
    return await client.getTenant(id);
  } catch (error) {
    throw error instanceof NotFoundError ? notAllowed(error) : error;
  }
}

const notAllowed = (cause: Error) =>
  new GroupFailure(
    "only a pull of the whole tenant helps, and the token's user may not do that",
    "Set waldur:token to that of an owner of the customer, an administrator of the project or staff, and run pulumi " +
      "up again.",
    { cause },
  );

/** Seconds. */
const LONGEST = 30;

/** For how many seconds something that failed is tried again, with time left for the steps after it. */
export const retryTime = (deadline: Deadline): number => Math.min(LONGEST, deadline.left / 2);

type Groups = ReadonlyMap<string, WireGroup>;

async function groupsById({ client }: WaldurWork, tenant: string): Promise<Groups> {
  const groups = await client.listGroups({ tenant_uuid: tenant });
  return new Map(groups.map((group) => [group.uuid, group]));
}

/** Which groups of a tenant came, went or changed, in words. */
function tenantChanges(before: Groups, after: Groups): string {
  const came = [...after.values()].filter(({ uuid }) => !before.has(uuid));
  const went = [...before.values()].filter(({ uuid }) => !after.has(uuid));
  const changed = [...after.values()].filter((group) => {
    const old = before.get(group.uuid);
    return old !== undefined && content(old) !== content(group);
  });
  const parts = [
    ...phrase("Waldur has dropped", went),
    ...phrase("it has imported", came),
    ...phrase("changed are", changed),
  ];
  return parts.length === 0 ? "no group has changed" : parts.join("; ");
}

const content = (group: WireGroup) =>
  JSON.stringify([group.name, group.description, group.state, rulesOf(group)]);

/** The most groups that are named. */
const MOST = 5;

function phrase(what: string, groups: readonly WireGroup[]): string[] {
  if (groups.length === 0) return [];
  const named = groups.slice(0, MOST).map(({ name, uuid }) => `"${nameText(name)}" (${uuid})`);
  const more = groups.length > MOST ? [`${groups.length - MOST} more`] : [];
  return [`${what} ${[...named, ...more].join(", ")}`];
}

/** Whether Waldur says about a group in error that OpenStack does not have it: it has lost it, or never had it. */
export const isLost = (group: WireGroup): boolean =>
  isErred(group) && (group.backend_id === "" || /not ?found/i.test(errorText(group)));

/**
 * Gets a group out of ERRED: Waldur reads what OpenStack has, so that the group can be set again. That is the only
 * way for users who are not staff.
 *
 * @param onStuck what to do about a group that Waldur does not finish
 *
 * @throws {GroupLostError} where OpenStack does not have the group: Waldur no longer has it then either
 */
export async function recoverGroup(
  work: WaldurWork,
  group: WireGroup,
  onStuck?: SecurityGroupInputs["onStuck"],
): Promise<WireGroup> {
  const resting = await waitUntilIdle(work, group).catch((error: unknown) => {
    if (error instanceof StuckError && onStuck === "unlink") return unlinkStuck(work, error);
    throw error;
  });
  if (!isErred(resting)) return resting;
  if (resting.backend_id === "") return dropLost(work, resting);
  const pulled = await pullGroup(work, resting);
  if (!isErred(pulled)) return pulled;
  if (isLost(pulled)) return dropLost(work, pulled);
  throw new GroupFailure(
    `the group is in error, and OpenStack cannot be read (${errorReason(pulled)})`,
    "Run pulumi again when OpenStack answers.",
  );
}

/** Unlinks what Waldur does not finish: the next `pulumi up` adopts what OpenStack has. */
async function unlinkStuck(work: WaldurWork, error: StuckError): Promise<never> {
  if (!(await unlinkGroup(work, error.group))) throw error;
  throw new GroupGoneError("Waldur did not finish the group, so it has been unlinked", undefined, {
    cause: error,
  });
}

/** A group that OpenStack has, contrary to what Waldur says. @throws {GroupLostError} for any other */
async function dropLost(work: WaldurWork, group: WireGroup): Promise<WireGroup> {
  const left = await dropFromWaldur(work, group);
  if (left !== undefined) return left;
  throw new GroupLostError(`${lossOf(group)}, and Waldur has dropped it now`);
}

/**
 * Lets Waldur drop a group that OpenStack does not have, by a pull of the tenant: a delete of it would fail, or hang.
 * Returns it where OpenStack does have it.
 */
export async function dropFromWaldur(work: WaldurWork, group: WireGroup): Promise<WireGroup | undefined> {
  await pullTenantOnce(
    work,
    group.tenant_uuid,
    `"${nameText(group.name)}" (${group.uuid}) is in Waldur only`,
  );
  const end = performance.now() + retryTime(work.deadline) * 1000;
  // Reads may be behind.
  const poll = async () => {
    const left = await work.session.tenant(group.tenant_uuid).one(group.uuid, work.client);
    if (left === undefined || isOk(left) || performance.now() > end) return { left };
    return undefined;
  };
  const { pollInterval } = work.session.settings;
  const goal = "Waldur to drop the group";
  const { left } = await waitFor(poll, { goal, deadline: work.deadline, pollInterval });
  if (left === undefined || isOk(left)) return left;
  throw new GroupFailure(
    `${lossOf(group)}, and a pull of the tenant in this run has not made Waldur drop it (${errorReason(left)})`,
    "Run pulumi again: it pulls the tenant once more.",
  );
}

const lossOf = ({ backend_id: id }: WireGroup) =>
  id === "" ? "the group was never created in OpenStack" : "the group no longer exists in OpenStack";

/** How often a group is searched for after a pull before OpenStack counts as not having it. */
const POLLS = 3;
/** Time between these polls, as a multiple of the pause between polls of a wait. */
const PAUSES = 4;

/** A group that Waldur does not have under the id in state. */
export interface MissingGroup {
  readonly tenant: string;
  readonly name: string;
  /** Its id in OpenStack; empty where it never had one, or where OpenStack does not have it either. */
  readonly backendId: string;
}

/**
 * The group that Waldur has for the same group in OpenStack: after an unlink, a pull of the tenant imports it under another
 * id. Undefined where there is none so far.
 */
export async function findImported(
  { client }: WaldurWork,
  { tenant, backendId }: Omit<MissingGroup, "name">,
): Promise<WireGroup | undefined> {
  if (backendId === "") return undefined;
  const groups = await client.listGroups({ tenant_uuid: tenant, backend_id: backendId });
  // A server that ignored a filter would list others.
  return groups.find((group) => group.backend_id === backendId && group.tenant_uuid === tenant);
}

/** The same after a pull of the tenant, where nothing else has brought it back. Undefined where OpenStack does not have it. */
export async function pullBack(work: WaldurWork, missing: MissingGroup): Promise<WireGroup | undefined> {
  if (missing.backendId === "") return undefined;
  const known = await findImported(work, missing);
  if (known !== undefined) return known;
  const reason = `"${missing.name}" is missing in Waldur and may still exist in OpenStack`;
  await pullTenantOnce(work, missing.tenant, reason);
  // Reads may be behind.
  for (let poll = 1; poll < POLLS; poll += 1) {
    const group = await findImported(work, missing);
    if (group !== undefined) return group;
    await work.deadline.pause(PAUSES * work.session.settings.pollInterval);
  }
  return findImported(work, missing);
}

/**
 * Makes Waldur forget a group that it does not finish or cannot delete; OpenStack keeps what it has of it.
 * @returns whether that was done: it needs a staff user
 */
export async function unlinkGroup(work: WaldurWork, { uuid, tenant_uuid }: WireGroup): Promise<boolean> {
  const { client, deadline, session } = work;
  const view = session.tenant(tenant_uuid);
  try {
    await view.lock.shared(deadline, () => undefinedIfNotFound(client.unlinkGroup(uuid)));
  } catch (error) {
    if (error instanceof AuthenticationError && error.status === 403) return false;
    throw error;
  }
  view.removed();
  // A pull from before the unlink says nothing about the group.
  forgetPull(session, tenant_uuid);
  work.info("the group was stuck and has been unlinked: Waldur no longer has it, and OpenStack keeps it");
  return true;
}

export interface Drift {
  /** The group as Waldur had it. */
  readonly known: WireGroup;
  /** As OpenStack has it. */
  readonly pulled: WireGroup;
  /** Rules that do not count. */
  readonly apart: RuleMap<Rule>;
  readonly nameOf: RuleNaming;
}

/** In what OpenStack differs from what Waldur knew; undefined where it does not. */
export function driftText({ known, pulled, apart, nameOf }: Drift): string | undefined {
  const [before, after] = [rulesOf(known), rulesOf(pulled)];
  const missing = (from: RuleMap<Rule>, other: RuleMap<Rule>) =>
    Object.entries(from)
      .filter(([key]) => other[key] === undefined && apart[key] === undefined)
      .map(([, rule]) => rule);
  const [came, went] = [missing(after, before), missing(before, after)];
  const parts = [
    ...(came.length > 0 ? [`it has ${listRules(came, nameOf)}`] : []),
    ...(went.length > 0 ? [`it lacks ${listRules(went, nameOf)}`] : []),
    ...(known.name === pulled.name ? [] : [`the group is called "${nameText(pulled.name)}"`]),
    ...(known.description === pulled.description ? [] : ["the description is another"]),
  ];
  return parts.length === 0 ? undefined : parts.join("; ");
}
