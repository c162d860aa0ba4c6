import type { GroupView } from "../group-table";
import type { Rule, SecurityGroup, Tenant, User } from "../model";
import { displayState } from "../states";
import type { Store } from "../store";
import type { WaldurSwitches } from "../switches";
import { paths } from "./hyperlink";

export interface RenderContext {
  readonly store: Store;
  /** Groups as this reader sees them. */
  readonly groups: GroupView;
  readonly settings: WaldurSwitches;
  /** Scheme and host of the request, for URLs. */
  readonly origin: string;
}

/** Keys of a marketplace offering, which no security group has: always null. */
export const marketplaceKeys = [
  "marketplace_offering_uuid",
  "marketplace_offering_name",
  "marketplace_offering_plugin_options",
  "marketplace_category_uuid",
  "marketplace_category_name",
  "marketplace_resource_uuid",
  "marketplace_plan_uuid",
  "marketplace_resource_state",
  "is_usage_based",
  "is_limit_based",
] as const;

type Json = Record<string, unknown>;

export function renderGroup(group: SecurityGroup, context: RenderContext): Json {
  const { store, settings, origin } = context;
  const tenant = store.tenant(group.tenant);
  return {
    url: `${origin}${paths.securityGroups}${group.uuid}/`,
    uuid: group.uuid,
    name: group.name,
    description: group.description,
    ...surroundings(context),
    ...status(group, settings),
    resource_type: "OpenStack.SecurityGroup",
    created: group.created,
    modified: group.modified,
    backend_id: group.backendId,
    access_url: null,
    tenant: `${origin}${paths.tenants}${group.tenant}/`,
    tenant_name: tenant?.name,
    tenant_uuid: group.tenant,
    rules: inSomeOrder(group.rules, settings).map((rule) => renderRule(rule, context)),
    ...Object.fromEntries(marketplaceKeys.map((key) => [key, null])),
    ...(settings.release === "2026" && { marketplace_offering_type: null }),
  };
}

export function renderTenant(tenant: Tenant, context: RenderContext): Json {
  const usage = context.store.usage(tenant.uuid);
  return {
    url: `${context.origin}${paths.tenants}${tenant.uuid}/`,
    uuid: tenant.uuid,
    name: tenant.name,
    description: "",
    ...surroundings(context),
    ...status(tenant, context.settings),
    resource_type: "OpenStack.Tenant",
    created: tenant.created,
    modified: tenant.modified,
    backend_id: tenant.backendId,
    availability_zone: "",
    internal_network_id: "",
    external_network_id: "",
    quotas: (["security_group_rule_count", "security_group_count"] as const).map((name) => ({
      name,
      usage: usage[name],
      limit: tenant.limits[name],
    })),
    default_volume_type_name: "",
  };
}

export function renderUser(user: User, { origin, settings }: RenderContext): Json {
  return {
    url: `${origin}${paths.users}${user.uuid}/`,
    uuid: user.uuid,
    username: user.username,
    is_staff: user.role === "staff",
    token_lifetime: settings.tokenLifetime,
  };
}

/** Restricts an object to the fields asked for; to all of them when none is known. */
export function selectFields(object: Json, fields: readonly string[]): Json {
  const selected = Object.entries(object).filter(([key]) => fields.includes(key));
  return selected.length > 0 ? Object.fromEntries(selected) : object;
}

function renderRule({ id, values }: Rule, { groups, origin }: RenderContext): Json {
  const { remote_group: uuid } = values;
  if (uuid === null) return { ...values, id };
  return {
    ...values,
    id,
    remote_group_name: groups.get(uuid)?.name,
    remote_group_uuid: uuid,
    remote_group: `${origin}${paths.securityGroups}${uuid}/`,
  };
}

function status(of: SecurityGroup | Tenant, { release }: WaldurSwitches): Json {
  return {
    error_message: of.errorMessage,
    error_traceback: of.errorTraceback,
    state: displayState(of.state, release),
  };
}

function surroundings({ store, settings, origin }: RenderContext): Json {
  const { project, customer, serviceSettings } = store;
  return {
    service_name: serviceSettings.name,
    service_settings: `${origin}${paths.serviceSettings}${serviceSettings.uuid}/`,
    service_settings_uuid: serviceSettings.uuid,
    service_settings_state: "OK",
    service_settings_error_message: "",
    project: `${origin}${paths.projects}${project.uuid}/`,
    project_name: project.name,
    project_uuid: project.uuid,
    customer: `${origin}${paths.customers}${customer.uuid}/`,
    customer_name: customer.name,
    customer_native_name: "",
    customer_abbreviation: customer.abbreviation,
    ...(settings.release === "2026" && { customer_uuid: customer.uuid }),
  };
}

function inSomeOrder(rules: readonly Rule[], { shuffleRules }: WaldurSwitches): readonly Rule[] {
  if (!shuffleRules) return rules;
  const keyed = rules.map((rule) => ({ rule, key: Math.random() }));
  return keyed.sort((one, other) => one.key - other.key).map(({ rule }) => rule);
}
