import type { GroupState } from "./states";

/** The filters of the list of security groups (Waldur MasterMind API). A group has to pass all of them. */
export interface SecurityGroupFilters {
  /** Part of the name, in any letter case. */
  name?: string | undefined;
  nameExact?: string | undefined;
  /** Part of the description, in any letter case. */
  description?: string | undefined;
  /** Part of the name or of the description. */
  query?: string | undefined;
  uuid?: string | undefined;
  backendId?: string | undefined;
  /** Any of these. */
  state?: readonly GroupState[] | undefined;
  /** Uuid or URL. The server's own filter of this name takes only a URL, and finds nothing by a uuid. */
  tenant?: string | undefined;
  tenantUuid?: string | undefined;
  project?: string | undefined;
  projectUuid?: string | undefined;
  projectName?: string | undefined;
  customer?: string | undefined;
  customerUuid?: string | undefined;
  customerName?: string | undefined;
  customerNativeName?: string | undefined;
  customerAbbreviation?: string | undefined;
  serviceSettingsUuid?: string | undefined;
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
