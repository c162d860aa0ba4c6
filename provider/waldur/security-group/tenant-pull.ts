import { AuthenticationError, ConflictError, isOutcomeUnknown, NotFoundError } from "../../http/errors";
import { perOwner } from "../../run/run";
import { waitFor } from "../../sync/poll";
import type { WaldurWork } from "../api/cloud";
import { GroupFailure } from "../api/failures";
import { errorReason, isErred, isOk } from "../api/group-state";
import type { WireTenant, WireGroup } from "../api/schema";
import type { WaldurSession } from "../api/session";
import { isNewer } from "./wait";
import type { Deadline } from "../../http/deadline";
import { nameText } from "../../text/printable";
import { rulesOf } from "./state";

/** The pulls of a run, by tenant. */
const pulls = perOwner<WaldurSession, Map<string, Promise<void>>>(() => new Map());

/**
 * Makes the groups of a tenant in Waldur what OpenStack has. That is a write on everybody's groups: it drops what
 * OpenStack does not have, imports what only OpenStack has, and ends errors. So there is at most one a tenant and run,
 * with no other write of this process in progress, and only if nothing else helps.
 *
 * @param reason why, to follow "read again from OpenStack, since"
 */
export async function pullTenantOnce(work: WaldurWork, tenant: string, reason: string): Promise<void> {
  const known = pulls(work.session);
  const pull = known.get(tenant) ?? pullTenant(work, tenant, reason);
  known.set(tenant, pull);
  return pull;
}

/** Lets the next one who needs it pull the tenant again, where an earlier pull of the run came too soon. */
export function forgetPull(session: WaldurSession, tenant: string): void {
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
    work.warn(`all groups of the tenant have been read again from OpenStack, since ${reason}: ${changes}`);
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

/** For how many seconds something that failed is tried again, with time left for what comes after. */
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

/** So many groups are named. */
const MOST = 5;

function phrase(what: string, groups: readonly WireGroup[]): string[] {
  if (groups.length === 0) return [];
  const named = groups.slice(0, MOST).map(({ name, uuid }) => `"${nameText(name)}" (${uuid})`);
  const more = groups.length > MOST ? [`${groups.length - MOST} more`] : [];
  return [`${what} ${[...named, ...more].join(", ")}`];
}
