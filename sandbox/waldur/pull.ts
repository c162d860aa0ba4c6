import { newUuid, timestamp } from "./ids";
import type { Rule, RuleValues, SecurityGroup, Tenant } from "./model";
import type { NeutronGroup } from "./openstack/cloud";
import type { NeutronRule } from "./openstack/rule";
import { settled } from "./states";
import type { Store } from "./store";
import type { Waldur } from "./waldur";

/** Takes over name, description and rules of one group from OpenStack. */
export async function pullGroup({ neutron, store }: Waldur, uuid: string): Promise<void> {
  const group = store.groups.get(uuid);
  if (!group) return;
  takeOver(store, group, await neutron.showGroup(group.backendId));
}

/**
 * Makes Waldur's groups of a tenant those of OpenStack: unknown ones are imported, known ones taken over and healed,
 * vanished ones dropped. Groups with something going on are left alone.
 */
export async function pullTenant({ neutron, store }: Waldur, tenant: Tenant): Promise<void> {
  const remotes = await neutron.listGroups(tenant.backendId);
  const local = () => new Map(store.groups.inTenant(tenant.uuid).map((group) => [group.backendId, group]));

  const before = local();
  for (const remote of remotes) if (!before.has(remote.id)) importGroup(store, tenant, remote);
  const groups = local();
  for (const remote of remotes) {
    const group = groups.get(remote.id);
    if (!group || !settled.includes(group.state)) continue;
    takeOver(store, group, remote);
    store.groups.update(group.uuid, { state: "OK", errorMessage: "" });
  }
  const existing = new Set(remotes.map(({ id }) => id));
  for (const group of store.groups.inTenant(tenant.uuid))
    if (settled.includes(group.state) && !existing.has(group.backendId)) store.groups.remove(group.uuid);
}

/** A rule of OpenStack in Waldur's terms. */
export function ruleValues(store: Store, rule: NeutronRule): RuleValues {
  const { remote_group_id: remote } = rule;
  const remoteGroup = remote ? store.groups.all().find(({ backendId }) => backendId === remote) : undefined;
  return {
    ethertype: rule.ethertype,
    direction: rule.direction,
    protocol: rule.protocol ?? "",
    from_port: rule.port_range_min ?? -1,
    to_port: rule.port_range_max ?? -1,
    cidr: rule.remote_ip_prefix,
    remote_group: remoteGroup?.uuid ?? null,
    description: rule.description,
  };
}

/** Rules known by their id at OpenStack keep their row; the others get one, and rows without counterpart go. */
function takeOver(store: Store, group: SecurityGroup, remote: NeutronGroup): void {
  const rows = new Map(group.rules.map((rule) => [rule.backendId, rule]));
  const rules = remote.rules.map((rule): Rule => {
    const row = rows.get(rule.id);
    const values = ruleValues(store, rule);
    return row ? { ...row, values } : store.newRule(values, rule.id);
  });
  store.groups.update(group.uuid, { name: remote.name, description: remote.description, rules });
}

function importGroup(store: Store, tenant: Tenant, { id, name, description }: NeutronGroup): void {
  const now = timestamp();
  store.groups.insert({
    uuid: newUuid(),
    tenant: tenant.uuid,
    name,
    description,
    state: "OK",
    backendId: id,
    errorMessage: "",
    errorTraceback: "",
    created: now,
    modified: now,
    rules: [],
  });
}
