import { SecurityGroupsError } from "../../provider/errors";
import { parseId } from "../../provider/waldur/api/ids";
import type { WireUser } from "../../provider/waldur/api/schema";
import type { Cloud, Group } from "../groups/group";
import { liveGroups } from "../groups/live";
import { at, waldurAccount } from "../source/accounts";
import type { CommandSettings } from "../source/settings";

/** A server, and the ids of the groups that it is in. */
interface Server {
  readonly cloud: Cloud;
  readonly id: string;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly groups: readonly string[];
}

/** A server that was asked for, with its groups. */
export interface FoundServer {
  readonly name: string;
  readonly groups: readonly Group[];
  /** All groups of its account. */
  readonly all: readonly Group[];
}

/**
 * All groups that a server is in.
 * @param word its id, name or address; e24cloud's list of groups has no addresses
 * @throws {SecurityGroupsError} where it means none, or several
 */
export async function groupsOfServer(
  word: string,
  clouds: readonly Cloud[],
  config: CommandSettings,
): Promise<FoundServer> {
  const all = await Promise.all(
    clouds.map(async (cloud) => {
      const groups = await liveGroups(cloud, config);
      const servers = cloud === "waldur" ? await waldurServers(config) : e24cloudServers(groups);
      return servers.map((server) => ({ server, groups }));
    }),
  );
  const wanted = word.toLowerCase();
  const isMeant = ({ id, name, addresses }: Server) =>
    [id, parseId(id), ...addresses].includes(parseId(word) ?? wanted) || name === word;
  const [only, ...others] = all.flat().filter(({ server }) => isMeant(server));
  if (only === undefined) throw new SecurityGroupsError(unknownServer(word, clouds));
  if (others.length > 0) {
    const ids = [only, ...others].map(({ server }) => server.id).join(", ");
    throw new SecurityGroupsError(`several servers are called "${word}": use an id: ${ids}`);
  }
  const { server, groups } = only;
  const own = groups.filter(({ id }) => server.groups.includes(id));
  return { name: server.name || server.id, groups: own, all: groups };
}

const unknownServer = (word: string, clouds: readonly Cloud[]) =>
  `no group has a server "${word}"` +
  (clouds.includes("e24cloud") ? ": e24cloud has ids and labels of servers, not their addresses" : "");

async function waldurServers(config: CommandSettings): Promise<Server[]> {
  const instances = await at("waldur", config, "list the instances", async () => {
    const { client, tenant } = await waldurAccount(config);
    return client.listInstances(tenant);
  });
  return instances.map((instance) => ({
    cloud: "waldur",
    id: instance.uuid ?? instance.backend_id,
    name: instance.name,
    addresses: [...(instance.internal_ips ?? []), ...(instance.external_ips ?? [])],
    groups: groupIds(instance),
  }));
}

const groupIds = ({ security_groups: groups }: WireUser) =>
  (groups ?? []).flatMap(({ uuid, url }) => uuid ?? parseId(url ?? "") ?? []);

function e24cloudServers(groups: readonly Group[]): Server[] {
  const servers = new Map<string, Server>();
  for (const group of groups) {
    if (group.cloud !== "e24cloud") continue;
    for (const { id, name, label } of group.members.virtualMachines) {
      const known = servers.get(id)?.groups ?? [];
      const called = name ?? label ?? "";
      servers.set(id, { cloud: "e24cloud", id, name: called, addresses: [], groups: [...known, group.id] });
    }
  }
  return [...servers.values()];
}
