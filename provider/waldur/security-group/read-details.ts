import type { Mask } from "../../kit/secrets/mask";
import { parseId } from "../api/ids";
import type { WireGroup } from "../api/schema";
import type { SecurityGroupDetails } from "./details";

/** One object instead of an output each: the engine saves and compares every output by itself. */
export function detailsOf(group: WireGroup, mask: Mask = (text) => text): SecurityGroupDetails {
  const present = (text: string | null | undefined) => (text ? mask(text) : undefined);
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
