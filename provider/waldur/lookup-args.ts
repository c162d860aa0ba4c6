import type { SecurityGroupFilters } from "./api/group-filters";
import type { SecurityGroupInfo } from "./infos";

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
