import { z } from "zod";
import { snakeCase } from "../../text/nearest";
import { SecurityGroupsError } from "../../errors";
import { issuesText } from "../../text/failure-text";
import type { Query } from "./client";
import { idField, parseId } from "./ids";
import type { WireGroupPart } from "./schema";

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

const text = z.string().optional();

const filters = z.strictObject({
  name: text,
  nameExact: text,
  description: text,
  query: text,
  uuid: text,
  backendId: text,
  state: z.array(z.enum(GROUP_STATES)).readonly().optional(),
  tenant: idField("tenant").optional(),
  tenantUuid: text,
  project: idField("project").optional(),
  projectUuid: text,
  projectName: text,
  customer: idField("customer").optional(),
  customerUuid: text,
  customerName: text,
  customerNativeName: text,
  customerAbbreviation: text,
  serviceSettingsUuid: text,
  serviceSettingsName: text,
  canManage: z.boolean().transform(String).optional(),
  externalIp: text,
  page: z.int().min(1).optional(),
  pageSize: z.int().min(1).max(300).optional(),
}) satisfies z.ZodType<unknown, SecurityGroupFilters>;

/**
 * The filters as the API has them.
 * @throws {SecurityGroupsError} for an unknown one: the server would ignore it and list everything
 */
export function filterQuery(given: SecurityGroupFilters): Query {
  const { data, error } = filters.safeParse(given);
  if (error !== undefined) {
    throw new SecurityGroupsError(issuesText(error));
  }
  const { tenant, ...others } = data;
  if (tenant !== undefined && others.tenantUuid !== undefined) {
    throw new SecurityGroupsError("tenant and tenantUuid are one filter: write one of them");
  }
  const query: Query = {};
  for (const [name, value] of Object.entries({ ...others, tenantUuid: tenant ?? others.tenantUuid })) {
    if (value !== undefined) query[snakeCase(name)] = value;
  }
  return query;
}

interface RowCheck {
  /** The fields of a row that it reads; a server may leave out some. */
  readonly fields: readonly (keyof WireGroupPart)[];
  /** What the row has; undefined where the server does not say. */
  readonly of: (row: WireGroupPart) => string | undefined;
  /** A value of the filter as `of` writes it. */
  readonly wanted: (value: string) => string;
}

type IdField = "uuid" | "tenant_uuid" | `${"project" | "customer" | "service_settings"}${"" | "_uuid"}`;

const hasId = (...fields: readonly IdField[]): RowCheck => ({
  fields,
  of: (row) => fields.map((field) => parseId(row[field] ?? "")).find((id) => id !== undefined),
  wanted: (value) => parseId(value) ?? value,
});

const hasText = (field: "name" | "state" | "backend_id"): RowCheck => ({
  fields: [field],
  of: (row) => row[field],
  wanted: (value) => value,
});

/** The filters that a row shows to hold or not. The others, which match substrings, only the server can decide. */
const rowChecks: Readonly<Record<string, RowCheck>> = {
  uuid: hasId("uuid"),
  name_exact: hasText("name"),
  backend_id: hasText("backend_id"),
  state: hasText("state"),
  tenant_uuid: hasId("tenant_uuid"),
  project: hasId("project_uuid", "project"),
  project_uuid: hasId("project_uuid", "project"),
  customer: hasId("customer_uuid", "customer"),
  customer_uuid: hasId("customer_uuid", "customer"),
  service_settings_uuid: hasId("service_settings_uuid", "service_settings"),
};

/** What shows of which release a server is, and so whether it knows a filter. */
const RELEASE: readonly (keyof WireGroupPart)[] = ["created", "instance_count"];

/** The fields that rows need to have so that it can be checked whether they pass. */
export function checkedFields(query: Query): string[] {
  return Object.keys(query).flatMap(
    (name) => rowChecks[name]?.fields ?? (name === "can_manage" ? RELEASE : []),
  );
}

/**
 * Whether a row of the answer passes the filters that it can be checked for. A server ignores a parameter that it does
 * not know, and answers every group then: 2026 no longer knows `uuid`.
 */
export function passes(query: Query, row: WireGroupPart): boolean {
  return Object.entries(rowChecks).every(([name, { of, wanted }]) => {
    const [given, has] = [query[name], of(row)];
    return given === undefined || has === undefined || [given].flat().map(String).map(wanted).includes(has);
  });
}

/** Whether rows show of every filter whether they pass. */
export const isCheckable = (query: Query): boolean => Object.keys(query).every((name) => name in rowChecks);

/** The states as servers from before 2026 write them: `Update Scheduled`, `Erred`, `OK`. */
export function displayedState(state: string): string {
  if (state === "OK") return state;
  const words = state.toLowerCase().split("_");
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ");
}
