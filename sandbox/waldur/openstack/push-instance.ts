import type { Instance } from "../model";
import { passedOver } from "./errors";
import type { Waldur } from "../waldur";

/** Makes the groups of a server in OpenStack those that Waldur has for it. A failed change is passed over. */
export async function pushInstanceGroups({ nova, store }: Waldur, instance: Instance): Promise<void> {
  const { backendId: server } = instance;
  const live = new Set(await nova.groupsOf(server));
  const wanted = new Set(instance.securityGroups.flatMap((uuid) => store.groups.get(uuid)?.backendId || []));
  for (const group of live) if (!wanted.has(group)) await passedOver(nova.removeGroup(server, group));
  for (const group of wanted) if (!live.has(group)) await passedOver(nova.addGroup(server, group));
}
