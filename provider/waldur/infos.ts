import type { RuleMap } from "../rules/rule-map";
import type { Rule } from "./rule/args";

/** A group as Waldur returns it, under the API's names in camelCase. Missing strings are empty. */
export interface SecurityGroupInfo {
  /** The uuid: 32 hex digits. */
  id: string;
  url: string;
  /** The rules by readable keys. They can be given to a resource as they are. */
  rules: RuleMap<RuleInfo>;
  /** The same as `id`. */
  uuid: string;
  name: string;
  description: string;
  /** `OK`, `ERRED`, or what it is waiting for, such as `UPDATE_SCHEDULED`. */
  state: string;
  errorMessage: string;
  errorTraceback: string;
  /** The group's id in OpenStack. */
  backendId: string;
  /** As ISO 8601. */
  created: string;
  /** As ISO 8601. */
  modified: string;
  tenantUuid: string;
  tenantName: string;
  serviceName: string;
  /** URL. */
  serviceSettings: string;
  serviceSettingsUuid?: string | null | undefined;
  /** URL. */
  project: string;
  projectName: string;
  projectUuid?: string | null | undefined;
  /** URL. */
  customer: string;
  customerUuid?: string | null | undefined;
  customerName: string;
  customerNativeName: string;
  customerAbbreviation: string;
  resourceType: string;
  /** How many instances use the group, on servers from 2026 on. */
  instanceCount?: number | null | undefined;
  /** Address of the group in Waldur's own pages, or several with a comma between them. */
  accessUrl?: string | null | undefined;
  marketplaceOfferingUuid?: string | null | undefined;
  marketplaceOfferingName?: string | null | undefined;
  marketplaceOfferingPluginOptions?: Record<string, unknown> | null | undefined;
  marketplaceCategoryUuid?: string | null | undefined;
  marketplaceCategoryName?: string | null | undefined;
  marketplaceResourceUuid?: string | null | undefined;
  marketplacePlanUuid?: string | null | undefined;
  marketplaceResourceState?: string | null | undefined;
  isUsageBased?: boolean | null | undefined;
  isLimitBased?: boolean | null | undefined;
}

/** A rule as Waldur returns it. */
export type RuleInfo = Rule & {
  /** Waldur's number for it, another one after every change. */
  readonly id: number;
  /** What the group of `remoteGroup` is called. */
  readonly remoteGroupName?: string | undefined;
};

/** A tenant as Waldur returns it, under the API's names in camelCase. Missing strings are empty. */
export interface TenantInfo {
  /** The uuid: 32 hex digits. */
  id: string;
  /** The same as `id`. */
  uuid: string;
  url: string;
  name: string;
  description: string;
  state: string;
  /** As ISO 8601. */
  modified: string;
  errorMessage: string;
  errorTraceback: string;
  /** The tenant's id in OpenStack. */
  backendId: string;
  projectUuid?: string | null | undefined;
  projectName: string;
  customerUuid?: string | null | undefined;
  customerName: string;
  quotas?: QuotaInfo[] | null | undefined;
}

/** How much of something a tenant has and may have. */
export interface QuotaInfo {
  /** Such as `security_group_rule_count`. */
  name: string;
  usage: number;
  /** -1: no limit. */
  limit: number;
}
