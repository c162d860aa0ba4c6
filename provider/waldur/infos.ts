import type { RuleMap } from "../rules/rule-map";
import type { Rule } from "./rule/args";
import type { SecurityGroupFilters } from "./api/group-filters";

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

type OneGroup = { id: string } | { name: string; tenant?: string };

/** Which group: by its uuid or URL, or by its name in a tenant, by default that of the settings. */
export type GetSecurityGroupArgs = OneGroup & { field?: undefined };

/** The same with only some fields, to fetch less. */
export type GetSecurityGroupPartArgs<Field extends keyof SecurityGroupInfo> = OneGroup & {
  field: readonly Field[];
};

/** Which group, and perhaps the fields that are wanted. */
export type AnyGroupArgs = OneGroup & { field?: readonly string[] | undefined };

/** Filters, all of which a group has to pass. */
export type GetSecurityGroupsArgs = SecurityGroupFilters & { field?: undefined };

/** The same with only some fields, to fetch less. */
export type GetSecurityGroupPartsArgs<Field extends keyof SecurityGroupInfo> = SecurityGroupFilters & {
  field: readonly Field[];
};

/** Filters, and perhaps the fields that are wanted. */
export type AnyGroupsArgs = SecurityGroupFilters & {
  field?: readonly (keyof SecurityGroupInfo)[] | undefined;
};

/** Which tenant: by its uuid or URL, or by its name. */
export type GetTenantArgs = { id: string } | { name: string };
