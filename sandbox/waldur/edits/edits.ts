import { isRole } from "../auth";
import type { Sessions } from "../auth";
import type {
  InstanceChange,
  Named,
  NewGroup,
  NewInstance,
  NewLoadBalancer,
  NewPort,
  NewRule,
  TenantChange,
} from "./edit-input";
import {
  instanceChange,
  named,
  newGroup,
  newInstance,
  newLoadBalancer,
  newPort,
  newRule,
  tenantChange,
} from "./read-edit";
import { readUuid } from "../ids";
import type { Role, Tenant } from "../model";
import type { NeutronGroup } from "../openstack/cloud";
import { OpenStackError } from "../openstack/errors";
import type { Port } from "../openstack/ports";
import { pullTenant } from "../openstack/pull";
import { addInstance, addLoadBalancer, addPort } from "../servers";
import type { Made } from "../servers";
import type { Waldur } from "../waldur";

/** Changes behind Waldur's back, as somebody makes them in OpenStack's dashboard, and the upkeep of the server itself. */
export class Edits {
  readonly #waldur: Waldur;
  readonly #sessions: Sessions;

  constructor(waldur: Waldur, sessions: Sessions) {
    this.#waldur = waldur;
    this.#sessions = sessions;
  }

  /** The groups that OpenStack has, with their rules; of one tenant or of all. */
  groups(tenant?: string): NeutronGroup[] {
    return this.#waldur.cloud.groups(tenant && this.#tenant(tenant).backendId);
  }

  /** A group at OpenStack, by its uuid in Waldur or its id there. @throws OpenStackError (404) */
  group(uuid: string): NeutronGroup {
    const row = this.#waldur.store.groups.get(readUuid(uuid) ?? "");
    return this.#waldur.cloud.group(row?.backendId ?? uuid);
  }

  createGroup(given: NewGroup): NeutronGroup {
    const { tenant, ...rest } = newGroup.parse(given);
    return this.#waldur.cloud.createGroup(this.#tenant(tenant).backendId, rest);
  }

  renameGroup(group: string, given: Named): NeutronGroup {
    return this.#waldur.cloud.updateGroup(this.group(group).id, named.parse(given));
  }

  deleteGroup(group: string): void {
    this.#waldur.cloud.deleteGroup(this.group(group).id);
  }

  /** Adds a rule; what is left out is any, ingress and IPv4. `remote_group_id` takes a Waldur uuid too. */
  addRule(group: string, given: NewRule): NeutronGroup {
    const rule = newRule.parse(given);
    const remote =
      rule.remote_group_id === null ? {} : { remote_group_id: this.group(rule.remote_group_id).id };
    const { id } = this.group(group);
    this.#waldur.cloud.createRule(id, { ...rule, ...remote });
    return this.group(id);
  }

  /** Removes the rules of which all given fields have the given value. */
  removeRules(group: string, wanted: Readonly<Record<string, unknown>>): NeutronGroup {
    const { id, rules } = this.group(group);
    const fits = (rule: object) =>
      Object.entries(wanted).every(
        ([key, value]) => String(new Map(Object.entries(rule)).get(key)) === String(value),
      );
    for (const rule of rules.filter(fits)) this.#waldur.cloud.deleteRule(rule.id);
    return this.group(id);
  }

  /** A virtual machine with a port, which use the groups. */
  createInstance(given: NewInstance = {}): Made {
    const { tenant, groups, name, state, internal_ips: internalIps, ...others } = newInstance.parse(given);
    const addresses = { internalIps, externalIps: others.external_ips };
    const instance = { name, state, ...addresses, groups: this.#ids(groups) };
    return addInstance(this.#waldur, this.#tenant(tenant), instance);
  }

  /** Changes what Waldur says about a virtual machine, or at OpenStack the groups of its ports. */
  changeInstance(uuid: string, given: InstanceChange): void {
    const { state, error_message: errorMessage, groups } = instanceChange.parse(given);
    const { cloud, store } = this.#waldur;
    const instance = store.instances.get(readUuid(uuid) ?? "");
    if (!instance) throw new OpenStackError(404, "", `no instance ${uuid}`);
    const row = { ...(state && { state }), ...(errorMessage !== undefined && { errorMessage }) };
    if (Object.keys(row).length > 0) store.instances.update(instance.uuid, row);
    const ids = groups && this.#ids(groups);
    if (ids) for (const { id } of cloud.ports.ofServer(instance.backendId)) cloud.ports.set(id, ids);
  }

  /** Removes a virtual machine, with its ports. */
  deleteInstance(uuid: string): void {
    const { cloud, store } = this.#waldur;
    const instance = store.instances.get(readUuid(uuid) ?? "");
    if (!instance) throw new OpenStackError(404, "", `no instance ${uuid}`);
    for (const { id } of cloud.ports.ofServer(instance.backendId)) {
      for (const port of store.ports.all()) if (port.backendId === id) store.ports.remove(port.uuid);
      cloud.ports.delete(id);
    }
    store.instances.remove(instance.uuid);
  }

  /** A load balancer whose address uses the groups; servers of 2026 show it. */
  createLoadBalancer(given: NewLoadBalancer = {}): Made {
    const { tenant, groups, ...named } = newLoadBalancer.parse(given);
    return addLoadBalancer(this.#waldur, this.#tenant(tenant), { ...named, groups: this.#ids(groups) });
  }

  /** A network port that uses the groups, of a router or without an owner unless given. */
  createPort(given: NewPort = {}): Made {
    const { tenant, name, groups, device_id: deviceId, device_owner: deviceOwner } = newPort.parse(given);
    const port = { name, deviceId, deviceOwner, groups: this.#ids(groups) };
    return addPort(this.#waldur, this.#tenant(tenant), port);
  }

  /** A network port in the tenant of the group that uses it. */
  attachPort(group: string): Made {
    const { id, project_id } = this.group(group);
    const tenant = this.#waldur.store.tenants().find(({ backendId }) => backendId === project_id);
    return this.createPort({ groups: [id], ...(tenant && { tenant: tenant.uuid }) });
  }

  /** The ports that OpenStack has, with the ids of their groups; of one tenant or of all. */
  ports(tenant?: string): Port[] {
    const project = tenant && this.#tenant(tenant).backendId;
    return this.#waldur.cloud.ports.all().filter((port) => !project || port.project_id === project);
  }

  /** What Waldur does on its own every two hours: pulls the groups of all tenants, or of one, at once. */
  async backgroundPull(tenant?: string): Promise<void> {
    for (const row of this.#waldur.store.tenants())
      if (tenant === undefined || row.uuid === readUuid(tenant)) await pullTenant(this.#waldur, row);
  }

  changeTenant(uuid: string, given: TenantChange): void {
    const { state, managed, quotas } = tenantChange.parse(given);
    const tenant = this.#tenant(uuid);
    this.#waldur.store.updateTenant(tenant.uuid, {
      ...(state && { state }),
      ...(managed !== undefined && { isManaged: managed }),
      limits: { ...tenant.limits, ...quotas },
    });
  }

  /** Ends the tokens of a role (`staff`, `owner`, `admin`, `member`, `outsider`), or makes them valid again. */
  setTokenExpired(role: string, expired: boolean): void {
    this.#sessions.setExpired(readRole(role), expired);
  }

  /** Takes the role from the user of a token, as when it ends, or gives it back: without one everything answers 404. */
  setRoleRevoked(role: string, revoked: boolean): void {
    this.#sessions.setRevoked(readRole(role), revoked);
  }

  /** Loses all tasks that have not begun, as when the worker or its queue dies: their groups keep the state that they are in. */
  loseTasks(): void {
    this.#waldur.tasks.lose();
  }

  #tenant(uuid: string): Tenant {
    const tenant = this.#waldur.store.tenant(readUuid(uuid) ?? "");
    if (!tenant) throw new OpenStackError(404, "", `no tenant ${uuid}`);
    return tenant;
  }

  #ids(groups: readonly string[]): string[] {
    return groups.map((group) => this.group(group).id);
  }
}

function readRole(role: string): Role {
  if (!isRole(role)) throw new OpenStackError(404, "", `no role ${role}`);
  return role;
}
