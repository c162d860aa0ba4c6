import type { GroupView } from "../../group-table";
import type { Resource } from "../../model";
import { displayState } from "../../states";
import type { Store } from "../../store";
import type { WaldurSwitches } from "../../switches";
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

/** What kind of resource it is. */
interface Kind {
  /** Path of the collection. */
  readonly path: string;
  /** As in `OpenStack.SecurityGroup`. */
  readonly type: string;
}

/** What Waldur shows of a resource. @param more fields of its kind */
export function renderResource(
  resource: Omit<Resource, "tenant">,
  kind: Kind,
  context: RenderContext,
  more: Json,
  common = surroundings(context),
): Json {
  const shown = {
    ...common,
    url: `${context.origin}${kind.path}${resource.uuid}/`,
    uuid: resource.uuid,
    name: resource.name,
    description: resource.description,
    error_message: resource.errorMessage,
    error_traceback: resource.errorTraceback,
    state: displayState(resource.state, context.settings.release),
    resource_type: `OpenStack.${kind.type}`,
    created: displayTime(resource.created, context.settings),
    modified: displayTime(resource.modified, context.settings),
    backend_id: resource.backendId,
  };
  return Object.assign(shown, more);
}

/** A time as the server writes it: in UTC with `Z` in 2024, with `+00:00` in 2026. */
export const displayTime = (time: string, { release }: WaldurSwitches) =>
  release === "2026" ? time.replace("Z", "+00:00") : time;

/** The same of what is in a tenant. */
export const renderInTenant = (resource: Resource, kind: Kind, context: RenderContext, more: Json): Json =>
  renderResource(resource, kind, context, more, tenantSurroundings(resource.tenant, context));

/** Restricts an object to the fields asked for; to all of them when none is known. */
export function selectFields(object: Json, fields: readonly string[]): Json {
  const known = fields.filter((field) => field in object);
  return known.length > 0 ? Object.fromEntries(known.map((field) => [field, object[field]])) : object;
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

/** Made once a tenant and request, since lists are long. */
const made = new WeakMap<RenderContext, Map<string, Json>>();

function tenantSurroundings(tenant: string, context: RenderContext): Json {
  const { store, settings, origin } = context;
  const ofRequest = made.get(context) ?? new Map<string, Json>();
  made.set(context, ofRequest);
  const known = ofRequest.get(tenant);
  if (known) return known;
  const shown = {
    ...surroundings(context),
    access_url: null,
    tenant: `${origin}${paths.tenants}${tenant}/`,
    tenant_name: store.tenant(tenant)?.name,
    tenant_uuid: tenant,
    ...Object.fromEntries(marketplaceKeys.map((key) => [key, null])),
    ...(settings.release === "2026" && { marketplace_offering_type: null }),
  };
  ofRequest.set(tenant, shown);
  return shown;
}
