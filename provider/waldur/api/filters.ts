import { z } from "zod";
import { snakeCase } from "../../core/text/camel-case";
import { SecurityGroupsError } from "../../core/errors";
import { issuesText } from "../../core/text/issue-text";
import type { Query } from "./client";
import { idField } from "./ids";
import { GROUP_STATES } from "./schema";

const text = z.string().optional();

/** The filters of the list of security groups (Waldur MasterMind API). A group has to pass all of them. */
const filters = z.strictObject({
  /** Part of the name, in any letter case. */
  name: text,
  nameExact: text,
  /** Part of the description, in any letter case. */
  description: text,
  /** Part of the name or of the description. */
  query: text,
  uuid: text,
  backendId: text,
  /** Any of these. */
  state: z.array(z.enum(GROUP_STATES)).readonly().optional(),
  /** Uuid or URL. The server's own filter of this name takes only a URL, and finds nothing by a uuid. */
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
  /** Groups that the token's user may change; newer servers only. */
  canManage: z.boolean().transform(String).optional(),
  /** Taken by the API; no security group has one, so it finds nothing. */
  externalIp: text,
  /** A single page instead of all, counted from 1. */
  page: z.int().min(1).optional(),
  /** Groups a page. @default 300, which is the most */
  pageSize: z.int().min(1).max(300).optional(),
});

export type SecurityGroupFilters = z.input<typeof filters>;

/**
 * The filters as the API has them.
 * @throws {SecurityGroupsError} for one that there is not: the server would ignore it and list everything
 */
export function filterQuery(given: SecurityGroupFilters): Query {
  const { data, error } = filters.safeParse(given);
  if (error !== undefined) {
    throw new SecurityGroupsError(`look up security groups: ${issuesText(error)}.`);
  }
  const { tenant, ...others } = data;
  if (tenant !== undefined && others.tenantUuid !== undefined) {
    throw new SecurityGroupsError(
      "look up security groups: tenant and tenantUuid are one filter: write one of them.",
    );
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
