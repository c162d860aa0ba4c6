import { z } from "zod";
import { snakeCase } from "../../core/text/camel-case";
import { SecurityGroupsError } from "../../core/errors";
import { issuesText } from "../../core/text/issue-text";
import type { Query } from "./client";
import { idField } from "./ids";
import type { SecurityGroupFilters } from "./group-filters";
import { GROUP_STATES } from "./states";

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
  project: text,
  projectUuid: text,
  projectName: text,
  customer: text,
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
 * @throws {SecurityGroupsError} for one that there is not: the server would ignore it and list everything
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

/** The states as servers from before 2026 write them: `Update Scheduled`, `Erred`, `OK`. */
export function displayedState(state: string): string {
  if (state === "OK") return state;
  const words = state.toLowerCase().split("_");
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ");
}
