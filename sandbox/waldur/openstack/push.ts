import { isDeepStrictEqual } from "node:util";
import type { Rule } from "../model";
import { ruleValues } from "./pull";
import { passedOver } from "./errors";
import type { NeutronRule, NeutronRuleValues } from "./rule";
import type { Waldur } from "../waldur";

/**
 * Makes OpenStack's rules those of Waldur: deletes what Waldur doesn't know, then what differs, then creates what
 * differed and what is missing. A failed deletion is passed over; the first failed creation ends it, with what was done
 * so far in place.
 */
export async function pushRules(waldur: Waldur, uuid: string): Promise<void> {
  const { neutron, store } = waldur;
  const group = store.groups.get(uuid);
  if (!group) return;
  const { backendId, rules } = group;
  const remote = new Map((await neutron.showGroup(backendId)).rules.map((rule) => [rule.id, rule]));

  const known = new Set(rules.map((rule) => rule.backendId));
  const extra = [...remote.values()].filter(({ id }) => !known.has(id));
  const missing = rules.filter((rule) => !remote.has(rule.backendId));
  const differing = rules.filter((rule) => {
    const live = remote.get(rule.backendId);
    return live && !isSame(waldur, rule, live);
  });
  const outdated = differing.flatMap((rule) => remote.get(rule.backendId) ?? []);
  for (const rule of [...extra, ...outdated]) await passedOver(neutron.deleteRule(backendId, rule));

  const created = new Map<number, string>();
  try {
    for (const rule of [...differing, ...missing])
      created.set(rule.id, (await neutron.createRule(backendId, toNeutron(waldur, rule))).id);
  } finally {
    setBackendIds(waldur, uuid, created);
  }
}

/** Compares values as both sides spell them: another spelling is another rule. */
const isSame = ({ store }: Waldur, local: Rule, remote: NeutronRule): boolean =>
  isDeepStrictEqual(local.values, ruleValues(store, remote));

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

function setBackendIds({ store }: Waldur, uuid: string, created: ReadonlyMap<number, string>): void {
  const group = store.groups.get(uuid);
  if (!group) return;
  const rules = group.rules.map((rule) => ({ ...rule, backendId: created.get(rule.id) ?? rule.backendId }));
  store.groups.put({ ...group, rules });
}
