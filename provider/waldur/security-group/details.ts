import { parseId } from "../api/ids";
import type { WireGroup } from "../api/schema";

/** What Waldur tells of the surroundings of a group (Waldur MasterMind API), as far as the server tells it. */
export interface SecurityGroupDetails {
  readonly resourceType?: string | undefined;
  /** Address of the group in Waldur's own pages. */
  readonly accessUrl?: string | undefined;
  readonly tenantName?: string | undefined;
  readonly serviceName?: string | undefined;
  readonly serviceSettings?: string | undefined;
  readonly serviceSettingsUuid?: string | undefined;
  readonly project?: string | undefined;
  readonly projectName?: string | undefined;
  readonly projectUuid?: string | undefined;
  readonly customer?: string | undefined;
  readonly customerUuid?: string | undefined;
  readonly customerName?: string | undefined;
  readonly customerNativeName?: string | undefined;
  readonly customerAbbreviation?: string | undefined;
  readonly marketplaceOfferingUuid?: string | undefined;
  readonly marketplaceOfferingName?: string | undefined;
  readonly marketplaceOfferingPluginOptions?: Readonly<Record<string, unknown>> | undefined;
  readonly marketplaceCategoryUuid?: string | undefined;
  readonly marketplaceCategoryName?: string | undefined;
  readonly marketplaceResourceUuid?: string | undefined;
  readonly marketplacePlanUuid?: string | undefined;
  readonly marketplaceResourceState?: string | undefined;
  readonly isUsageBased?: boolean | undefined;
  readonly isLimitBased?: boolean | undefined;
}

/** One object instead of an output each: the engine saves and compares every output by itself. */
export function detailsOf(group: WireGroup): SecurityGroupDetails {
  return {
    resourceType: present(group.resource_type),
    accessUrl: present(group.access_url),
    tenantName: present(group.tenant_name),
    serviceName: present(group.service_name),
    serviceSettings: present(group.service_settings),
    serviceSettingsUuid: present(group.service_settings_uuid),
    project: present(group.project),
    projectName: present(group.project_name),
    projectUuid: group.project_uuid ?? parseId(group.project),
    customer: present(group.customer),
    customerUuid: group.customer_uuid ?? parseId(group.customer),
    customerName: present(group.customer_name),
    customerNativeName: present(group.customer_native_name),
    customerAbbreviation: present(group.customer_abbreviation),
    marketplaceOfferingUuid: present(group.marketplace_offering_uuid),
    marketplaceOfferingName: present(group.marketplace_offering_name),
    marketplaceOfferingPluginOptions: group.marketplace_offering_plugin_options ?? undefined,
    marketplaceCategoryUuid: present(group.marketplace_category_uuid),
    marketplaceCategoryName: present(group.marketplace_category_name),
    marketplaceResourceUuid: present(group.marketplace_resource_uuid),
    marketplacePlanUuid: present(group.marketplace_plan_uuid),
    marketplaceResourceState: present(group.marketplace_resource_state),
    isUsageBased: group.is_usage_based ?? undefined,
    isLimitBased: group.is_limit_based ?? undefined,
  };
}

const present = (text: string | null | undefined) => text || undefined;
