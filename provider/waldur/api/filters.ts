import { type SecurityGroupFilters, GROUP_STATES } from "./group-filters";
import { z } from "zod";
import { snakeCase } from "../../text/nearest";
import { SecurityGroupsError } from "../../errors";
import { issuesText } from "../../text/issue-text";
import type { Query } from "./client";
import { idField, parseId } from "./ids";
import type { WireGroupPart } from "./schema";

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
