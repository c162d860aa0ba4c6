import type { Account, Resource } from "./account";
import { shownAddress } from "./address";
import type { Group } from "./group";
import type { Rule } from "./rule";
import type { Switches } from "./switches";

type Json = Record<string, unknown>;

/** A group as the API shows it, in the documentation's spelling. */
export function groupView(group: Group, account: Account, switches: Readonly<Switches>): Json {
  const { users, virtualMachines } = attached(group, account);
  const asIds = switches.members === "ids";
  return {
    id: group.id,
    name: group.name,
    owner: account.owner,
    members: asIds ? group.users : users,
    virtual_machines:
      switches.virtualMachinesIn === "resources" ? [] : asIds ? group.virtualMachines : virtualMachines,
    permisions: { global: [], vm: [] },
    resources: resourceViews(group, account, switches),
    rules: ordered(group.rules, switches).map((rule) => ruleView(rule, switches)),
  };
}

/** A list of groups as the API shows it, a copy cut short where the switches say so. */
export function listView(groups: Group[], account: Account, switches: Readonly<Switches>): Json[] {
  const { listLimit, listDetail } = switches;
  const listed = ordered(groups, switches).slice(0, listLimit || undefined);
  return listed.map((group) => {
    const { rules, resources, ...summary } = groupView(group, account, switches);
    return listDetail === "summary" ? summary : { ...summary, resources, rules };
  });
}

function attached(group: Group, account: Account) {
  return {
    users: account.users.filter(({ id }) => group.users.includes(id)),
    virtualMachines: account.virtualMachines.filter(({ id }) => group.virtualMachines.includes(id)),
    resources: account.resources.filter(({ id }) => group.resources.includes(id)),
  };
}

function resourceViews(
  group: Group,
  account: Account,
  { virtualMachinesIn }: Readonly<Switches>,
): readonly Resource[] {
  const { resources, virtualMachines } = attached(group, account);
  const machines = virtualMachines.map(({ id, label }) => ({ id, type: "VIRTUAL_MACHINE", label }));
  return virtualMachinesIn === "virtual_machines" ? resources : [...resources, ...machines];
}

function ruleView(rule: Rule, { numbers, nullFields, addresses }: Readonly<Switches>): Json {
  const number = (value: number | null) => (value === null || numbers === "integers" ? value : String(value));
  const address = (value: string | null) => value && shownAddress(value, addresses);
  const view = {
    id: number(rule.id),
    direction: rule.direction,
    src_address: address(rule.src_address),
    dst_address: address(rule.dst_address),
    protocol: rule.protocol,
    min_port: number(rule.min_port),
    max_port: number(rule.max_port),
    icmp_type: rule.icmp_type,
    icmp_code: rule.icmp_code,
  };
  return nullFields === "shown"
    ? view
    : Object.fromEntries(Object.entries(view).filter(([, value]) => value !== null));
}

function ordered<T>(oldestFirst: readonly T[], { order }: Readonly<Switches>): T[] {
  return order === "newest-first" ? oldestFirst.toReversed() : [...oldestFirst];
}
