import { z } from "zod";
import { isRole } from "./auth";
import type { Sessions } from "./auth";
import { readUuid } from "./ids";
import type { NeutronGroup } from "./openstack/cloud";
import { OpenStackError } from "./openstack/errors";
import { pullTenant } from "./pull";
import { seedTenantUuid } from "./seed";
import { states } from "./states";
import type { Waldur } from "./waldur";

const named = z.strictObject({ name: z.string().optional(), description: z.string().optional() });
const newGroup = named.extend({ tenant: z.string().default(seedTenantUuid(1)) });
const port = z.int().nullable().default(null);
const newRule = z.strictObject({
  direction: z.enum(["ingress", "egress"]).default("ingress"),
  ethertype: z.enum(["IPv4", "IPv6"]).default("IPv4"),
  protocol: z.string().nullable().default(null),
  port_range_min: port,
  port_range_max: port,
  remote_ip_prefix: z.string().nullable().default(null),
  remote_group_id: z.string().nullable().default(null),
  description: z.string().default(""),
});
const tenantChange = z.strictObject({
  state: z.enum(states).optional(),
  quotas: z
    .strictObject({ security_group_count: z.int().min(-1), security_group_rule_count: z.int().min(-1) })
    .partial()
    .optional(),
});
export type TenantChange = z.input<typeof tenantChange>;

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
    return this.#waldur.cloud.groups(tenant && this.#projectOf(tenant));
  }

  /** A group at OpenStack, by its uuid in Waldur or its id there. @throws OpenStackError (404) */
  group(uuid: string): NeutronGroup {
    const row = this.#waldur.store.groups.get(readUuid(uuid) ?? "");
    return this.#waldur.cloud.group(row?.backendId ?? uuid);
  }

  createGroup(given: z.input<typeof newGroup>): NeutronGroup {
    const { tenant, ...rest } = newGroup.parse(given);
    return this.#waldur.cloud.createGroup(this.#projectOf(tenant), rest);
  }

  renameGroup(group: string, given: z.input<typeof named>): NeutronGroup {
    return this.#waldur.cloud.updateGroup(this.group(group).id, named.parse(given));
  }

  deleteGroup(group: string): void {
    this.#waldur.cloud.deleteGroup(this.group(group).id);
  }

  /** Adds a rule; what is left out is any, ingress and IPv4. `remote_group_id` takes a Waldur uuid too. */
  addRule(group: string, given: z.input<typeof newRule>): NeutronGroup {
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

  /** Puts a network port into the group, as an instance does. */
  attachPort(group: string): { id: string } {
    return this.#waldur.cloud.createPort([this.group(group).id]);
  }

  /** What Waldur does on its own every two hours: pulls the groups of all tenants, or of one, at once. */
  async backgroundPull(tenant?: string): Promise<void> {
    for (const row of this.#waldur.store.tenants())
      if (tenant === undefined || row.uuid === readUuid(tenant)) await pullTenant(this.#waldur, row);
  }

  changeTenant(uuid: string, given: TenantChange): void {
    const { state, quotas } = tenantChange.parse(given);
    const tenant = this.#waldur.store.tenant(readUuid(uuid) ?? "");
    if (!tenant) throw new OpenStackError(404, "", `no tenant ${uuid}`);
    this.#waldur.store.updateTenant(tenant.uuid, {
      ...(state && { state }),
      limits: { ...tenant.limits, ...quotas },
    });
  }

  /** Ends the tokens of a role (`staff`, `owner`, `admin`, `member`, `outsider`), or makes them valid again. */
  setTokenExpired(role: string, expired: boolean): void {
    if (!isRole(role)) throw new OpenStackError(404, "", `no role ${role}`);
    this.#sessions.setExpired(role, expired);
  }

  #projectOf(tenant: string): string {
    const row = this.#waldur.store.tenant(readUuid(tenant) ?? "");
    if (!row) throw new OpenStackError(404, "", `no tenant ${tenant}`);
    return row.backendId;
  }
}
