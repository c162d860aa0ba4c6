import { randomUUID } from "node:crypto";
import type { Instance, LoadBalancer, Tenant } from "./model";
import { newRow } from "./table";
import type { Waldur } from "./waldur";

/** What somebody made: its uuid in Waldur and its id at OpenStack. */
export interface Made {
  readonly uuid: string;
  readonly id: string;
}

export interface NewPort {
  readonly name: string;
  /** Ids at OpenStack. */
  readonly groups: readonly string[];
  readonly deviceId: string;
  readonly deviceOwner: string;
}

/** A port in OpenStack that Waldur has seen. */
export function addPort({ cloud, store }: Waldur, tenant: Tenant, port: NewPort): Made {
  const { id } = cloud.ports.create({
    project_id: tenant.backendId,
    device_id: port.deviceId,
    device_owner: port.deviceOwner,
    security_groups: port.groups,
  });
  const named = { name: port.name, description: "", state: "OK", backendId: id } as const;
  const { uuid } = store.ports.put({ ...newRow(), ...named, tenant: tenant.uuid, requestedGroups: null });
  return { uuid, id };
}

/** A load balancer with the port of its address. @param groups ids at OpenStack */
export function addLoadBalancer(
  waldur: Waldur,
  tenant: Tenant,
  { name, state, groups }: Pick<LoadBalancer, "name" | "state"> & Pick<NewPort, "groups">,
): Made {
  const id = randomUUID();
  const vipPort = addPort(waldur, tenant, {
    name: `octavia-lb-${id}`,
    groups,
    deviceId: `lb-${id}`,
    deviceOwner: "Octavia",
  });
  const row = rowIn(waldur, tenant, { name, state, groups, id });
  const { uuid } = waldur.store.loadBalancers.put({ ...row, vipPort: vipPort.id });
  return { uuid, id };
}

/** The row of something that uses groups, those of them that Waldur knows. */
const rowIn = (
  { store }: Waldur,
  tenant: Tenant,
  { name, state, groups, id }: Pick<Instance, "name" | "state"> & Pick<NewPort, "groups"> & { id: string },
) => ({
  ...newRow(),
  tenant: tenant.uuid,
  name,
  description: "",
  state,
  backendId: id,
  securityGroups: groups.flatMap((group) => store.groups.byBackendId(group)?.uuid ?? []),
});

/** A virtual machine with one port. @param groups ids at OpenStack */
export function addInstance(
  waldur: Waldur,
  tenant: Tenant,
  {
    name,
    state,
    groups,
    ...addresses
  }: Pick<Instance, "name" | "state" | "internalIps" | "externalIps"> & Pick<NewPort, "groups">,
): Made {
  const id = randomUUID();
  addPort(waldur, tenant, { name: "", groups, deviceId: id, deviceOwner: "compute:nova" });
  const { uuid } = waldur.store.instances.put({
    ...rowIn(waldur, tenant, { name, state, groups, id }),
    ...addresses,
  });
  return { uuid, id };
}
