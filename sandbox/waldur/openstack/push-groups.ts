import type { Instance, LoadBalancer, NetworkPort } from "../model";
import { passedOver } from "./errors";
import type { Waldur } from "../waldur";

/** Makes the groups of a server in OpenStack those that Waldur has for it. A failed change is passed over. */
export async function pushInstanceGroups(waldur: Waldur, instance: Instance): Promise<void> {
  const { nova } = waldur;
  const { backendId: server } = instance;
  const live = new Set(await nova.groupsOf(server));
  const wanted = new Set(idsOf(waldur, instance.securityGroups));
  for (const group of live) if (!wanted.has(group)) await passedOver(nova.removeGroup(server, group));
  for (const group of wanted) if (!live.has(group)) await passedOver(nova.addGroup(server, group));
}

/** Makes the groups of a port in OpenStack those that were asked for, in one call. */
export async function pushPortGroups(
  waldur: Waldur,
  { backendId, requestedGroups }: NetworkPort,
): Promise<void> {
  if (requestedGroups) await waldur.neutron.setGroups(backendId, idsOf(waldur, requestedGroups));
}

/** The same for the port of a load balancer's address. */
export async function pushVipGroups(
  waldur: Waldur,
  { vipPort, securityGroups }: LoadBalancer,
): Promise<void> {
  await waldur.neutron.setGroups(vipPort, idsOf(waldur, securityGroups));
}

/** Ids at OpenStack of the groups that have one. */
const idsOf = ({ store }: Waldur, uuids: readonly string[]): string[] =>
  uuids.flatMap((uuid) => store.groups.get(uuid)?.backendId || []);
