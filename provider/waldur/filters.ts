import { SecurityGroupsError } from "../core/errors";
import { snakeCase } from "../core/camel-case";
import type { Query } from "./client";

/** State of a group, as newer servers write it. */
export type GroupState =
  | "CREATION_SCHEDULED"
  | "CREATING"
  | "UPDATE_SCHEDULED"
  | "UPDATING"
  | "DELETION_SCHEDULED"
  | "DELETING"
  | "OK"
  | "ERRED";

/** Filters of the list of security groups (Waldur MasterMind API). A group has to pass all of them. */
export interface SecurityGroupFilters {
  /** Part of the name, in any letter case. */
  name?: string;
  nameExact?: string;
  /** Part of the description, in any letter case. */
  description?: string;
  /** Part of the name or of the description. */
  query?: string;
  uuid?: string;
  backendId?: string;
  /** Any of these. */
  state?: readonly GroupState[];
  /** Uuid or URL. */
  tenant?: string;
  tenantUuid?: string;
  project?: string;
  projectUuid?: string;
  projectName?: string;
  customer?: string;
  customerUuid?: string;
  customerName?: string;
  customerNativeName?: string;
  customerAbbreviation?: string;
  serviceSettingsUuid?: string;
  serviceSettingsName?: string;
  /** Groups that the token's user may change; newer servers only. */
  canManage?: boolean;
  /** Taken by the API without an effect on security groups. */
  externalIp?: string;
  /** A single page instead of all, counted from 1. */
  page?: number;
  /** Groups a page, 300 at most. */
  pageSize?: number;
}

const KNOWN: Readonly<Record<keyof SecurityGroupFilters, true>> = {
  name: true,
  nameExact: true,
  description: true,
  query: true,
  uuid: true,
  backendId: true,
  state: true,
  tenant: true,
  tenantUuid: true,
  project: true,
  projectUuid: true,
  projectName: true,
  customer: true,
  customerUuid: true,
  customerName: true,
  customerNativeName: true,
  customerAbbreviation: true,
  serviceSettingsUuid: true,
  serviceSettingsName: true,
  canManage: true,
  externalIp: true,
  page: true,
  pageSize: true,
};

/**
 * The filters as the API has them.
 * @throws {SecurityGroupsError} for a filter that there is not: the server would ignore it and list everything
 */
export function filterQuery(filters: SecurityGroupFilters): Query {
  const query: Query = {};
  for (const [name, value] of Object.entries<SecurityGroupFilters[keyof SecurityGroupFilters]>({
    ...filters,
  })) {
    if (!Object.hasOwn(KNOWN, name)) {
      const filterNames = Object.keys(KNOWN).join(", ");
      throw new SecurityGroupsError(`security groups have no filter "${name}"; there are ${filterNames}`);
    }
    if (value !== undefined) query[snakeCase(name)] = typeof value === "boolean" ? String(value) : value;
  }
  return query;
}

/** The states as servers from before 2026 write them: `Update Scheduled`, `Erred`, `OK`. */
export function displayedState(state: string): string {
  if (state === "OK") return state;
  return state
    .toLowerCase()
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");
}
