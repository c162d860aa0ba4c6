import type { Account, Resource } from "../account";
import { shownAddress } from "../address";
import type { Group } from "../group";
import type { Overlays } from "../profiles/overlays";
import type { Rule } from "../rule";
import type { Switches } from "../profiles/switches";

type Json = Record<string, unknown>;

/** What decides how groups are shown, besides themselves. */
export interface ViewContext {
  readonly account: Account;
  readonly switches: Readonly<Switches>;
  readonly overlays: Overlays;
}

/** A group as the API shows it, in the documentation's spelling. */
export function groupView(group: Group, { account, switches, overlays }: ViewContext): Json {
  const { users, virtualMachines } = attached(group, account);
  const overlay = overlays.of(group.id);
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
    rules: ordered(group.rules, switches).map((rule) => {
      const view = ruleView(rule, switches);
      return overlay.rules ? { ...view, ...overlay.rules } : view;
    }),
    ...overlay.group,
  };
}

/** The user whose key it is, as the page on user accounts has it. */
export function accountView(groups: readonly Group[], { owner, apiKey }: Account): Json {
  return {
    ...owner,
    email: "owner@example.com",
    phone: "",
    api: [{ api_key: apiKey, secret_key: "" }],
    sshkeys: [],
    groups: groups.map(({ id, name }) => ({ id, name })),
  };
}

/** A list of groups as the API shows it, cut short if the switches require it. */
export function listView(groups: Group[], context: ViewContext): Json[] {
  const { listLimit, listDetail } = context.switches;
  const listed = ordered(groups, context.switches).slice(0, listLimit || undefined);
  return listed.map((group) => {
    const { rules, resources, ...summary } = groupView(group, context);
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

/** Rules and switches are never changed in place, so what was made of them is made once. */
const shownRules = new WeakMap<Readonly<Switches>, WeakMap<Rule, Json>>();

function ruleView(rule: Rule, switches: Readonly<Switches>): Json {
  const shown = shownRules.get(switches) ?? new WeakMap<Rule, Json>();
  shownRules.set(switches, shown);
  const view = shown.get(rule) ?? newRuleView(rule, switches);
  shown.set(rule, view);
  return view;
}

function newRuleView(rule: Rule, { numbers, nullFields, addresses }: Readonly<Switches>): Json {
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
