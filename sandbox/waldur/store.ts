import { randomUUID } from "node:crypto";
import { Events } from "./events";
import { GroupTable } from "./group-table";
import { newUuid, timestamp } from "./ids";
import type {
  Instance,
  LoadBalancer,
  NetworkPort,
  QuotaName,
  Resource,
  Rule,
  RuleValues,
  Tenant,
} from "./model";
import { seedTenants, seedTenantUuid } from "./seed";
import { newRow, Table } from "./table";

/** Waldur's own database: what its API shows, right or wrong about what OpenStack has. */
export class Store {
  readonly groups: GroupTable;
  readonly instances = new Table<Instance>();
  readonly ports = new Table<NetworkPort>();
  readonly loadBalancers = new Table<LoadBalancer>();
  /** The one network that there is. */
  readonly network: Resource = {
    ...newRow(),
    tenant: seedTenantUuid(1),
    name: "internal",
    description: "",
    state: "OK",
    backendId: randomUUID(),
  };
  readonly subnet = { uuid: newUuid(), name: "internal" };
  readonly project = { uuid: newUuid(), name: "Acme project" };
  readonly customer = { uuid: newUuid(), name: "Acme", abbreviation: "ACME" };
  readonly serviceSettings = { uuid: newUuid(), name: "Stub OpenStack" };
  readonly events = new Events(this);
  readonly #tenants = new Map(seedTenants().map((tenant) => [tenant.uuid, tenant]));
  #lastRuleId = 0;

  constructor(lag: () => number) {
    this.groups = new GroupTable(lag);
  }

  tenants(): Tenant[] {
    return [...this.#tenants.values()];
  }

  tenant(uuid: string): Tenant | undefined {
    return this.#tenants.get(uuid);
  }

  updateTenant(uuid: string, change: Partial<Omit<Tenant, "uuid">>): void {
    const tenant = this.#tenants.get(uuid);
    if (tenant) this.#tenants.set(uuid, { ...tenant, ...change, modified: timestamp() });
  }

  /** A row for a rule, with an id never used before. */
  newRule(values: RuleValues, backendId = ""): Rule {
    return { id: ++this.#lastRuleId, backendId, values };
  }

  usage(tenant: string): Record<QuotaName, number> {
    const groups = this.groups.inTenant(tenant);
    return {
      security_group_count: groups.length,
      security_group_rule_count: groups.reduce((sum, group) => sum + group.rules.length, 0),
    };
  }
}
