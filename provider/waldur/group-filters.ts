import { SecurityGroupsError } from "../core/errors";
import type { Query } from "./client";
import { parseId } from "./ids";
import type { GROUP_STATES } from "./wire";

export type GroupState = (typeof GROUP_STATES)[number];

/** Which groups: all that pass every filter. Texts are matched in any letter case and as a part unless said otherwise. */
export interface SecurityGroupFilters {
  /** Uuid or URL. */
  tenant?: string;
  name?: string;
  /** The whole name, in the same letter case. */
  nameExact?: string;
  description?: string;
  /** Part of the name or of the description. */
  query?: string;
  state?: GroupState | readonly GroupState[];
  /** The id in OpenStack, whole. */
  backendId?: string;
  /** Uuid. Newer servers have no such filter: `getSecurityGroup` serves all. */
  uuid?: string;
  /** URL. */
  project?: string;
  projectUuid?: string;
  projectName?: string;
  /** URL. */
  customer?: string;
  customerUuid?: string;
  customerName?: string;
  customerNativeName?: string;
  customerAbbreviation?: string;
  serviceSettingsUuid?: string;
  serviceSettingsName?: string;
  /** Has no effect on security groups as far as is known. */
  externalIp?: string;
  /** Whether the token's user may change them. */
  canManage?: boolean;
}

/** The API's names of the filters. */
const NAMES: Readonly<Record<keyof SecurityGroupFilters, string>> = {
  tenant: "tenant_uuid",
  name: "name",
  nameExact: "name_exact",
  description: "description",
  query: "query",
  state: "state",
  backendId: "backend_id",
  uuid: "uuid",
  project: "project",
  projectUuid: "project_uuid",
  projectName: "project_name",
  customer: "customer",
  customerUuid: "customer_uuid",
  customerName: "customer_name",
  customerNativeName: "customer_native_name",
  customerAbbreviation: "customer_abbreviation",
  serviceSettingsUuid: "service_settings_uuid",
  serviceSettingsName: "service_settings_name",
  externalIp: "external_ip",
  canManage: "can_manage",
};

/** How a server spells states: older ones for display, newer ones as constants. */
export type StateSpelling = (state: GroupState) => string;
export const asConstant: StateSpelling = (state) => state;
export const forDisplay: StateSpelling = (state) =>
  state === "OK"
    ? state
    : state
        .toLowerCase()
        .replace(/(^|_)(.)/g, (_, gap: string, letter: string) => (gap && " ") + letter.toUpperCase());

/**
 * The query of a list request.
 * @throws {SecurityGroupsError} for what is no filter: the server would ignore it and list everything
 */
export function filterQuery(filters: SecurityGroupFilters, spelling: StateSpelling): Query {
  const query: Query = {};
  for (const [filter, value] of Object.entries(filters)) {
    if (!isFilter(filter)) throw new SecurityGroupsError(`${filter} is no filter of security groups`);
    if (value !== undefined) query[NAMES[filter]] = String(value);
  }
  const { tenant, state } = filters;
  if (tenant !== undefined) query[NAMES.tenant] = parseId(tenant) ?? tenant;
  if (state !== undefined) query[NAMES.state] = [state].flat().map(spelling);
  return query;
}

const isFilter = (name: string): name is keyof SecurityGroupFilters => Object.hasOwn(NAMES, name);
