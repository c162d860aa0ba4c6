/**
 * The filters of the list of security groups (Waldur MasterMind API). A group has to pass all of them. Those that name a
 * whole value are checked on each row of the answer, since a server ignores a parameter that it does not know. Not checked are
 * `name`, `description`, `query`, the names of projects, customers and services, `externalIp`, and `canManage`, which is refused
 * where the server is known to be older: only the server can decide.
 * @default not filtered by
 */
export interface SecurityGroupFilters {
  /** Part of the name, in any letter case. */
  name?: string | undefined;
  /** The whole name, such as `web`. */
  nameExact?: string | undefined;
  /** Part of the description, in any letter case. */
  description?: string | undefined;
  /** Part of the name or of the description. */
  query?: string | undefined;
  /** The group's own uuid. Servers from 2026 on do not filter by it: the group is asked for by itself. */
  uuid?: string | undefined;
  /** The group's id in OpenStack. */
  backendId?: string | undefined;
  /** Any of these: `["OK", "ERRED"]`. */
  state?: readonly GroupState[] | undefined;
  /** Uuid or URL of the tenant. The server's own filter of this name takes only a URL, and finds nothing by a uuid. */
  tenant?: string | undefined;
  /** Uuid of the tenant, as the API has it. */
  tenantUuid?: string | undefined;
  /** Uuid or URL of the project. */
  project?: string | undefined;
  /** Uuid of the project. */
  projectUuid?: string | undefined;
  /** Name of the project. */
  projectName?: string | undefined;
  /** Uuid or URL of the customer, which Waldur's pages call an organization. */
  customer?: string | undefined;
  /** Uuid of the customer. */
  customerUuid?: string | undefined;
  /** Name of the customer. */
  customerName?: string | undefined;
  /** The customer's name in its own language. */
  customerNativeName?: string | undefined;
  /** The customer's short name. */
  customerAbbreviation?: string | undefined;
  /** Uuid of the settings of the OpenStack that the tenant is in. */
  serviceSettingsUuid?: string | undefined;
  /** Name of these settings. */
  serviceSettingsName?: string | undefined;
  /** Groups that the token's user may change; newer servers only. */
  canManage?: boolean | undefined;
  /** Taken by the API; no security group has one, so it finds nothing. */
  externalIp?: string | undefined;
  /** A single page instead of all, counted from 1. */
  page?: number | undefined;
  /** Groups a page. @default 300, which is the most */
  pageSize?: number | undefined;
}

/** States of a group. Older servers write them as `Update Scheduled` and `Erred`, newer as constants. */
export const GROUP_STATES = [
  "CREATION_SCHEDULED",
  "CREATING",
  "UPDATE_SCHEDULED",
  "UPDATING",
  "DELETION_SCHEDULED",
  "DELETING",
  "OK",
  "ERRED",
] as const;

export type GroupState = (typeof GROUP_STATES)[number];
