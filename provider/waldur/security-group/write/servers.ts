import { ApiError } from "../../../http/errors";
import { perOwner } from "../../../run/run";
import { nameText } from "../../../text/printable";
import type { WaldurWork } from "../../api/cloud";
import { GroupFailure } from "../../api/failures";
import { parseId } from "../../api/ids";
import type { WireGroup, WireUser } from "../../api/schema";
import type { WaldurSession } from "../../api/session";

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
  // Servers that count the instances of a group list them too; others ignore the filter, so that each row is looked at all the same.
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
export async function usersOf(work: WaldurWork, group: WireGroup): Promise<string[]> {
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

/** So many are named. */
const MOST = 5;

function counted(what: string, users: readonly WireUser[]): string[] {
  if (users.length === 0) return [];
  const names = users.flatMap(({ name }) => (name === "" ? [] : [`"${nameText(name)}"`]));
  const more = names.length > MOST ? ["…"] : [];
  const named = names.length === 0 ? "" : ` (${[...names.slice(0, MOST), ...more].join(", ")})`;
  return [`${users.length} ${what}${users.length === 1 ? "" : "s"}${named}`];
}
