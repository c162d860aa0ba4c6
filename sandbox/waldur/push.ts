import { isDeepStrictEqual } from "node:util";
import type { Rule, SecurityGroup } from "./model";
import { ruleValues } from "./pull";
import { OpenStackError } from "./openstack/errors";
import type { NeutronRule, NeutronRuleValues } from "./openstack/rule";
import type { Waldur } from "./waldur";

/**
 * Makes OpenStack's rules those of Waldur: deletes what Waldur doesn't know, then what differs, then creates what is
 * missing. A failed deletion is passed over; the first failed creation ends it, with what was done so far in place.
 */
export async function pushRules(waldur: Waldur, uuid: string): Promise<void> {
  const { neutron, store } = waldur;
  const group = store.groups.get(uuid);
  if (!group) return;
  const remote = await neutron.showGroup(group.backendId);
  const known = new Map(group.rules.map((rule) => [rule.backendId, rule]));

  for (const rule of remote.rules.filter(({ id }) => !known.has(id))) await remove(waldur, group, rule);
  const kept = remote.rules.filter(({ id }) => known.has(id));
  const differing = kept.filter((rule) => !isSame(waldur, known.get(rule.id), rule));
  for (const rule of differing) await remove(waldur, group, rule);

  const inPlace = new Set(kept.filter((rule) => !differing.includes(rule)).map(({ id }) => id));
  for (const rule of group.rules.filter(({ backendId }) => !inPlace.has(backendId))) {
    const created = await neutron.createRule(group.backendId, toNeutron(waldur, rule));
    setBackendId(waldur, uuid, rule.id, created.id);
  }
}

async function remove({ neutron }: Waldur, group: SecurityGroup, rule: NeutronRule): Promise<void> {
  try {
    await neutron.deleteRule(group.backendId, rule);
  } catch (error) {
    if (!(error instanceof OpenStackError)) throw error;
  }
}

/** Compares values as both sides spell them: another spelling is another rule. */
const isSame = ({ store }: Waldur, local: Rule | undefined, remote: NeutronRule): boolean =>
  isDeepStrictEqual(local?.values, ruleValues(store, remote));

function toNeutron({ store }: Waldur, { values: rule }: Rule): NeutronRuleValues {
  const port = (value: number | null) => (value === -1 ? null : value);
  return {
    ethertype: rule.ethertype,
    direction: rule.direction,
    protocol: rule.protocol || null,
    port_range_min: port(rule.from_port),
    port_range_max: port(rule.to_port),
    remote_ip_prefix: rule.cidr,
    remote_group_id: rule.remote_group && (store.groups.get(rule.remote_group)?.backendId ?? ""),
    description: rule.description,
  };
}

function setBackendId({ store }: Waldur, uuid: string, ruleId: number, backendId: string): void {
  const group = store.groups.get(uuid);
  if (!group) return;
  const rules = group.rules.map((rule) => (rule.id === ruleId ? { ...rule, backendId } : rule));
  store.groups.insert({ ...group, rules });
}
