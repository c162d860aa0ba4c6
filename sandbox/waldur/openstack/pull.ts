import { isDeepStrictEqual } from "node:util";
import type { Rule, RuleValues, SecurityGroup, Tenant, User } from "../model";
import type { NeutronGroup } from "./cloud";
import type { NeutronRule } from "./rule";
import { settled } from "../states";
import type { Store } from "../store";
import { newRow } from "../table";
import type { Waldur } from "../waldur";

/** Copies name, description and rules of one group from OpenStack. */
export async function pullGroup({ neutron, store }: Waldur, uuid: string, user?: User): Promise<void> {
  const group = store.groups.get(uuid);
  if (!group) return;
  const remote = await neutron.showGroup(group.backendId);
  takeOver(store, group, remote, { user });
}

/**
 * Makes Waldur's groups of a tenant those of OpenStack: unknown ones are imported, known ones updated and healed,
 * vanished ones dropped. Groups with a task in progress are left alone.
 */
export async function pullTenant({ neutron, store }: Waldur, tenant: Tenant, user?: User): Promise<void> {
  const remotes = await neutron.listGroups(tenant.backendId);
  for (const remote of remotes)
    if (!store.groups.byBackendId(remote.id)) store.groups.put(imported(tenant, remote));
  for (const remote of remotes) {
    const group = store.groups.byBackendId(remote.id);
    if (group && settled.includes(group.state))
      takeOver(store, group, remote, { user, healed: { state: "OK", errorMessage: "" } });
  }
  const existing = new Set(remotes.map(({ id }) => id));
  for (const group of store.groups.inTenant(tenant.uuid))
    if (settled.includes(group.state) && !existing.has(group.backendId)) store.groups.remove(group.uuid);
}

/** A rule of OpenStack in Waldur's terms. */
export function ruleValues(store: Store, rule: NeutronRule): RuleValues {
  return {
    ethertype: rule.ethertype,
    direction: rule.direction,
    protocol: rule.protocol ?? "",
    from_port: rule.port_range_min ?? -1,
    to_port: rule.port_range_max ?? -1,
    cidr: rule.remote_ip_prefix,
    remote_group: store.groups.byBackendId(rule.remote_group_id ?? "")?.uuid ?? null,
    description: rule.description,
  };
}

/**
 * Rules known by their id at OpenStack keep their row; the others get one, and rows without counterpart go. The group
 * counts as modified only where more than its rules differs.
 */
function takeOver(
  store: Store,
  group: SecurityGroup,
  { name, description, rules: remote }: NeutronGroup,
  { user, healed = {} }: Pulled,
): void {
  const rows = new Map(group.rules.map((rule) => [rule.backendId, rule]));
  const rules = remote.map((rule): Rule => {
    const row = rows.get(rule.id);
    const values = ruleValues(store, rule);
    return row ? { ...row, values } : store.newRule(values, rule.id);
  });
  const named = { ...group, name, description, ...healed };
  if (isDeepStrictEqual(named, group)) store.groups.put({ ...group, rules });
  else store.groups.update(group.uuid, { ...named, rules });
  store.events.rules("backend_sync", { ...named, rules }, group.rules, user);
}

interface Pulled {
  /** Who has begun the pull; Waldur itself begins some. */
  readonly user?: User | undefined;
  readonly healed?: Partial<Pick<SecurityGroup, "state" | "errorMessage">>;
}

const imported = (tenant: Tenant, { id, name, description }: NeutronGroup): SecurityGroup => ({
  ...newRow(),
  tenant: tenant.uuid,
  name,
  description,
  state: "OK",
  backendId: id,
  rules: [],
});
