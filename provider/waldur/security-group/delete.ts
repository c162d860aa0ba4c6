import { ConflictError, undefinedIfNotFound, ApiError } from "../../http/errors";
import { type WaldurWork, groupInTenant, type WaldurSession } from "../api/session";
import { GroupFailure } from "../api/failures";
import { DEFAULT_GROUP, errorReason, isStuck, type WireGroup, type WireUser } from "../api/schema";
import type { SecurityGroupInputs } from "./inputs";
import { removeUnlessKept } from "../../run/resources";
import { sparedGroup } from "./existing";
import { pullBack, dropFromWaldur, isLost, unlinkGroup } from "./recover";
import {
  pullGroup,
  waitUntilIdle,
  longestStandstill,
  StuckError,
  waitUntilDeleted,
  GroupGoneError,
} from "./wait";
import { nameText } from "../../text/printable";
import { perOwner } from "../../run/run";
import { parseId } from "../api/ids";

type Options = Pick<SecurityGroupInputs, "guard" | "onStuck">;

/** What state has of the group. Without its tenant nothing counts as gone. */
export interface Known extends Options {
  readonly name: string;
  readonly tenant?: string | undefined;
  /** Its id in OpenStack. */
  readonly backendId?: string | undefined;
}

/** A deletion that OpenStack refused is requested once more: the reason may have gone. */
const TRIES = 2;
const GONE = "the group to be gone";

/**
 * Removes a group from Waldur and OpenStack and waits until it is gone. One that Waldur has forgotten, and OpenStack has
 * not, is removed as well.
 *
 * @param successor what takes the place of the group, if it is replaced: it adopts what OpenStack has kept
 */
export async function deleteGroup(
  work: WaldurWork,
  id: string,
  { tenant, name, backendId = "", ...options }: Known,
  heir?: Successor,
): Promise<void> {
  const deletion = new GroupDeletion(work, options);
  const group = await groupInTenant(work, { id, tenant }, (view) => view.recent(id));
  if (group !== undefined) return deletion.run(group);
  if (tenant === undefined) return;
  const kept = await pullBack(work, { tenant, name, backendId });
  if (kept === undefined) return;
  if (heir?.tenant === tenant) return leaveToSuccessor(work, heir, kept);
  await removeUnlessKept(work, sparedGroup(work, kept.uuid), () => deletion.run(kept));
}

class GroupDeletion {
  constructor(
    private readonly work: WaldurWork,
    private readonly options: Options,
  ) {}

  async run(group: WireGroup): Promise<void> {
    if (group.name === DEFAULT_GROUP) {
      this.work.info("OpenStack's default group cannot be deleted: it stays, with its rules");
      return;
    }
    await requireUnused(this.work, group, this.options);
    await this.remove(group);
    this.work.session.deleted.add(group.uuid);
  }

  private async remove(group: WireGroup): Promise<void> {
    try {
      await this.untilGone(group);
    } catch (error) {
      if (!(error instanceof StuckError) || this.options.onStuck !== "unlink") throw error;
      if (!(await unlinkGroup(this.work, error.group))) throw error;
      const { tenant_uuid: tenant, name, backend_id: backendId } = error.group;
      const kept = await pullBack(this.work, { tenant, name, backendId });
      if (kept !== undefined) await this.remove(kept);
    }
  }

  private async untilGone(group: WireGroup): Promise<void> {
    for (let left = await this.resting(group), refusals = 0; left !== undefined; refusals += 1) {
      // Waldur would never end the deletion of a group that OpenStack does not have, so that is not begun.
      if (left.backend_id === "") return this.drop(left);
      if (refusals === TRIES || isLost(left)) return this.afterRefusal(left);
      left = await this.attempt(left);
    }
  }

  /** OpenStack has refused to delete the group, or does not have it. */
  private async afterRefusal(group: WireGroup): Promise<void> {
    if (this.options.onStuck === "unlink" && (await unlinkGroup(this.work, group))) return;
    const pulled = await pullGroup(this.work, group).catch(undefinedIfGone);
    if (pulled === undefined) return;
    if (isLost(pulled)) return this.drop(pulled);
    throw new GroupFailure(
      `OpenStack refuses to delete it: ${errorReason(group)}`,
      "Remove what uses it, or run pulumi destroy again when OpenStack is in order. With a staff token, onStuck: " +
        '"unlink" removes it from Waldur only: set that, run pulumi up, then pulumi destroy.',
    );
  }

  /** Makes Waldur forget a group that OpenStack does not have. */
  private async drop(group: WireGroup): Promise<void> {
    if (this.options.onStuck === "unlink" && (await unlinkGroup(this.work, group))) return;
    if (isStuck(group)) throw new StuckError(group);
    const left = await dropFromWaldur(this.work, group);
    if (left !== undefined) await this.remove(left);
  }

  /** Asks for the deletion and waits for its end: undefined, or the group in error. */
  private async attempt(before: WireGroup): Promise<WireGroup | undefined> {
    const { client, deadline, session } = this.work;
    const ref = { id: before.uuid, tenant: before.tenant_uuid };
    for (let group = before; ;) {
      try {
        return await session.tenant(ref.tenant).lock.shared(deadline, async () => {
          await undefinedIfNotFound(client.deleteGroup(ref.id));
          return waitUntilDeleted(this.work, ref, { goal: GONE, before: group });
        });
      } catch (error) {
        // Another change is in progress: wait for its end, then send the delete again.
        if (!(error instanceof ConflictError) || deadline.isOver) throw error;
      }
      const now = await session.tenant(ref.tenant).one(ref.id, client);
      const resting = now === undefined ? undefined : await this.resting(now);
      if (resting === undefined || resting.backend_id === "") return resting;
      group = resting;
    }
  }

  /** The group once it is idle; undefined if it no longer exists then. */
  private async resting(group: WireGroup): Promise<WireGroup | undefined> {
    // Somebody has begun to delete it already. Without an id in OpenStack that never ends.
    if (isStuck(group)) return group;
    if (!group.state.startsWith("DELETI")) return waitUntilIdle(this.work, group).catch(undefinedIfGone);
    const ref = { id: group.uuid, tenant: group.tenant_uuid };
    const { deadline } = this.work;
    return waitUntilDeleted(this.work, ref, {
      goal: GONE,
      before: undefined,
      standstill: longestStandstill(deadline),
    });
  }
}

function undefinedIfGone(error: unknown): undefined {
  if (!(error instanceof GroupGoneError)) throw error;
}

/** The rules of other groups that name this one, as `2 rules of "web" (1f0c…)`. */
async function referringRules(
  { session, client, deadline }: WaldurWork,
  { uuid, tenant_uuid }: WireGroup,
): Promise<string[]> {
  const view = session.tenant(tenant_uuid);
  const groups = await deadline.within(view.all());
  const named = [...groups.values()].filter(
    (group) => group.uuid !== uuid && !session.deleted.has(group.uuid) && count(group, uuid) > 0,
  );
  // The list may be some seconds old, and a group in it may be gone or changed by now.
  const present = await Promise.all(named.map((group) => view.one(group.uuid, client)));
  return present.flatMap((group) => {
    const rules = group === undefined ? 0 : count(group, uuid);
    if (group === undefined || rules === 0) return [];
    return [`${rules} ${rules === 1 ? "rule" : "rules"} of "${nameText(group.name)}" (${group.uuid})`];
  });
}

const count = ({ rules }: WireGroup, group: string) =>
  rules.filter(({ remote_group_uuid }) => remote_group_uuid === group).length;

/** What uses groups of a tenant. */
interface Users {
  readonly instances: readonly WireUser[];
  readonly ports: readonly WireUser[];
}

/** The users in each tenant, asked for once a run. */
const usersByTenant = perOwner<WaldurSession, Map<string, Promise<Users>>>(() => new Map());

/** What may use a group: its own servers where Waldur can list these, else all of the tenant. */
async function usersBeside(work: WaldurWork, group: WireGroup): Promise<Users> {
  const { uuid, tenant_uuid: tenant } = group;
  // Servers that count the instances of a group list them too; others ignore the filter, so that each row is checked in any case.
  if (typeof group.instance_count !== "number") return usersIn(work, tenant);
  const [instances, ports] = await Promise.all([
    work.client.listInstances(tenant, { security_group_uuid: uuid }),
    portsIn(work, tenant),
  ]);
  return { instances, ports };
}

/** The ports in each tenant, asked for once a run. */
const portsByTenant = perOwner<WaldurSession, Map<string, Promise<readonly WireUser[]>>>(() => new Map());

async function portsIn({ session, client }: WaldurWork, tenant: string): Promise<readonly WireUser[]> {
  const ports = portsByTenant(session).get(tenant) ?? client.listPorts(tenant);
  portsByTenant(session).set(tenant, ports);
  return ports;
}

async function usersIn(work: WaldurWork, tenant: string): Promise<Users> {
  const { session, client } = work;
  const known = usersByTenant(session);
  const users =
    known.get(tenant) ??
    Promise.all([client.listInstances(tenant), portsIn(work, tenant)]).then(([instances, ports]) => ({
      instances,
      ports,
    }));
  known.set(tenant, users);
  return users;
}

/** To be called when the groups of something have been changed. @param tenant undefined where it is not known */
export function forgetUsers(session: WaldurSession, tenant: string | undefined): void {
  for (const known of [usersByTenant(session), portsByTenant(session)]) {
    if (tenant === undefined) known.clear();
    else known.delete(tenant);
  }
}

/**
 * What a group is used by, as `2 servers ("web-1", "web-2")` and `1 other port`: OpenStack takes a group that is deleted
 * from them without asking.
 *
 * @throws {GroupFailure} if that cannot be determined
 */
async function usersOf(work: WaldurWork, group: WireGroup): Promise<string[]> {
  const { uuid } = group;
  const { instances, ports } = await usersBeside(work, group).catch(cannotTell);
  const uses = ({ security_groups: groups }: WireUser) =>
    (groups ?? []).some((group) => group.uuid === uuid || parseId(group.url ?? "") === uuid);
  const servers = instances.filter(uses);
  const ids = new Set(servers.map(({ backend_id }) => backend_id));
  const others = ports.filter((port) => uses(port) && !ids.has(port.device_id));
  return [...counted("server", servers), ...counted(servers.length > 0 ? "other port" : "port", others)];
}

function cannotTell(error: unknown): never {
  if (!(error instanceof ApiError)) throw error;
  throw new GroupFailure(
    `could not check which servers use the group (${error.message})`,
    'Set guard: "warn".',
    {
      cause: error,
    },
  );
}

/** The most that are named. */
const MOST = 5;

function counted(what: string, users: readonly WireUser[]): string[] {
  if (users.length === 0) return [];
  const names = users.flatMap(({ name }) => (name === "" ? [] : [`"${nameText(name)}"`]));
  const more = names.length > MOST ? ["…"] : [];
  const named = names.length === 0 ? "" : ` (${[...names.slice(0, MOST), ...more].join(", ")})`;
  return [`${users.length} ${what}${users.length === 1 ? "" : "s"}${named}`];
}

/**
 * Says what else a delete of a group does, which Waldur and OpenStack do without asking: it takes the group from servers
 * and removes the rules of other groups that name it.
 *
 * @throws {GroupFailure} under `guard: "error"`, where there is anything of that
 */
async function requireUnused(
  work: WaldurWork,
  group: WireGroup,
  { guard }: Pick<SecurityGroupInputs, "guard">,
): Promise<void> {
  const isGuarded = guard === "error";
  const users = await usersOf(work, group).catch((error: unknown) => {
    if (isGuarded || !(error instanceof GroupFailure)) throw error;
    work.info(error.message);
    return [];
  });
  const rules = await referringRules(work, group);
  const effects = [
    ...(users.length > 0 ? [`takes it from ${users.join(" and ")}`] : []),
    ...(rules.length > 0 ? [`removes ${rules.join(", ")}`] : []),
  ];
  if (effects.length === 0) return;
  const what = `deleting it also ${effects.join(", and ")}`;
  if (!isGuarded) return work.info(what);
  const first = [
    ...(users.length > 0 ? ["take the group from them"] : []),
    ...(rules.length > 0 ? ["remove these rules"] : []),
  ].join(" and ");
  const capital = first.charAt(0).toUpperCase() + first.slice(1);
  throw new GroupFailure(
    what,
    `${capital} first, or set guard: "warn" and run pulumi up before the group is deleted or replaced.`,
  );
}

/** What a group is replaced by. */
export interface Successor {
  readonly tenant: string;
  readonly name: string;
}

const keyOf = ({ tenant, name }: Successor) => `${tenant} ${name}`;

/** Leaves a group that OpenStack has kept to the resource that takes the place of the old one in this run. */
function leaveToSuccessor({ session, info }: WaldurWork, heir: Successor, { uuid }: WireGroup): void {
  session.keptInOpenStack.set(keyOf(heir), uuid);
  info(`OpenStack has kept the group, which Waldur has as ${uuid} now: it is adopted as it is`);
}

/** The id of the group that has been left to a resource. */
export const groupLeftTo = (session: WaldurSession, heir: Successor): string | undefined =>
  session.keptInOpenStack.get(keyOf(heir));
