import type { GroupView } from "../group-table";
import type { Resource } from "../model";
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

export type Json = Record<string, unknown>;

/** Keys of a marketplace offering, which nothing here has: always null. */
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

const marketplace = Object.fromEntries(marketplaceKeys.map((key) => [key, null]));

/** What Waldur shows of every resource. @param type as in `OpenStack.SecurityGroup` */
export function renderResource(
  resource: Omit<Resource, "tenant">,
  collection: string,
  type: string,
  context: RenderContext,
): Json {
  const { settings, origin } = context;
  return {
    url: `${origin}${collection}${resource.uuid}/`,
    uuid: resource.uuid,
    name: resource.name,
    description: resource.description,
    ...surroundings(context),
    error_message: resource.errorMessage,
    error_traceback: resource.errorTraceback,
    state: displayState(resource.state, settings.release),
    resource_type: `OpenStack.${type}`,
    created: resource.created,
    modified: resource.modified,
    backend_id: resource.backendId,
  };
}

/** The same of what is in a tenant. */
export function renderInTenant(
  resource: Resource,
  collection: string,
  type: string,
  context: RenderContext,
): Json {
  const { store, settings, origin } = context;
  return {
    ...renderResource(resource, collection, type, context),
    access_url: null,
    tenant: `${origin}${paths.tenants}${resource.tenant}/`,
    tenant_name: store.tenant(resource.tenant)?.name,
    tenant_uuid: resource.tenant,
    ...marketplace,
    ...(settings.release === "2026" && { marketplace_offering_type: null }),
  };
}

/** Restricts an object to the fields asked for; to all of them when none is known. */
export function selectFields(object: Json, fields: readonly string[]): Json {
  if (fields.length === 0) return object;
  const selected = Object.entries(object).filter(([key]) => fields.includes(key));
  return selected.length > 0 ? Object.fromEntries(selected) : object;
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
