import { SecurityGroupsError } from "../errors";
import { ApiError, undefinedIfNotFound } from "../http/errors";
import { snakeCase } from "../text/camel-case";
import { nameText } from "../text/printable";
import type { Query, WaldurClient } from "./api/client";
import { checkedFields, displayedState, filterQuery, isCheckable, passes } from "./api/filters";
import { pathId } from "./api/ids";
import type { WireGroup, WireGroupPart } from "./api/schema";
import type { WaldurSettings } from "./api/settings";
import type { SecurityGroupInfo, TenantInfo } from "./infos";
import type { AnyGroupsArgs, GetSecurityGroupArgs, GetTenantArgs } from "./lookup-args";
import { groupInfo, partInfo, tenantInfo } from "./to-info";

/** Where to look. */
export interface Account {
  readonly client: WaldurClient;
  readonly settings: WaldurSettings;
}

/** @throws {SecurityGroupsError} where there is none, or several */
export async function findGroup(
  { client, settings }: Account,
  args: GetSecurityGroupArgs,
): Promise<SecurityGroupInfo> {
  if ("id" in args) {
    const id = pathId("security group", args.id);
    return groupInfo(
      found("security group", `the id ${id}`, [await undefinedIfNotFound(client.getGroup(id))]),
      settings,
    );
  }
  const tenant = args.tenant ?? settings.tenant;
  if (tenant === undefined) {
    throw new SecurityGroupsError("names are unique only within a tenant: set tenant or waldur:tenant");
  }
  const query = { tenant_uuid: pathId("tenant", tenant), name_exact: args.name };
  return groupInfo(
    found(
      "security group",
      `the name "${nameText(args.name)}"`,
      (await client.listGroups(query)).filter((group) => passes(query, group)),
    ),
    settings,
  );
}

export async function findGroups(
  { client, settings }: Account,
  args: AnyGroupsArgs,
): Promise<Partial<SecurityGroupInfo>[]> {
  const { field, ...filters } = requireFields(args);
  const query = filterQuery(filters);
  if (field === undefined) {
    const groups = await passingRows(client, query, (own) => client.listGroups(own));
    return groups.map((group) => groupInfo(group, settings));
  }
  // The id is needed to read rules, and filters are checked on rows; the server leaves out what is not asked for.
  const names = new Set(field.map((name) => (name === "id" ? "uuid" : snakeCase(name))));
  const fields = [...new Set([...names, "uuid", ...checkedFields(query)])];
  const parts = await passingRows(client, query, (own) => client.listGroupParts({ ...own, field: fields }));
  return parts.map((part) => {
    const whole: Partial<SecurityGroupInfo> = partInfo(part, settings);
    return Object.fromEntries(
      Object.entries(whole).filter(([name]) => field.some((wanted) => wanted === name)),
    );
  });
}

/** The groups that pass all filters. One that is named by its uuid is asked for alone: newer servers no longer filter by it. */
async function passingRows<Row extends WireGroupPart>(
  client: WaldurClient,
  query: Query,
  list: (query: Query) => Promise<Row[]>,
): Promise<(Row | WireGroup)[]> {
  const { uuid, ...others } = query;
  if (typeof uuid === "string" && isCheckable(others)) {
    const group = await undefinedIfNotFound(client.getGroup(pathId("security group", uuid)));
    return group === undefined ? [] : [group].filter((row) => passes(query, row));
  }
  const rows = (await inOwnStates(others, list)).filter((row) => passes(query, row));
  if (rows.length === 0) await requireTenant(client, query);
  return rows;
}

/** @throws {SecurityGroupsError} where there is none, or several */
export async function findTenant({ client }: Account, args: GetTenantArgs): Promise<TenantInfo> {
  if ("id" in args) {
    const id = pathId("tenant", args.id);
    return tenantInfo(found("tenant", `the id ${id}`, [await undefinedIfNotFound(client.getTenant(id))]));
  }
  return tenantInfo(
    found("tenant", `the name "${nameText(args.name)}"`, await client.listTenants({ name_exact: args.name })),
  );
}

/** A tenant that may not be seen looks like one without groups. @throws {SecurityGroupsError} */
async function requireTenant(client: WaldurClient, { tenant_uuid: id }: Query): Promise<void> {
  if (typeof id === "string")
    found("tenant", `the id ${id}`, [await undefinedIfNotFound(client.getTenant(id))]);
}

/** Servers refuse states in another spelling than their own. */
async function inOwnStates<T>(query: Query, list: (query: Query) => Promise<T>): Promise<T> {
  try {
    return await list(query);
  } catch (error) {
    const { state } = query;
    if (!(error instanceof ApiError) || error.status !== 400 || !Array.isArray(state)) throw error;
    return list({ ...query, state: state.map((one: string) => displayedState(one)) });
  }
}

/** Which fields programs in JavaScript ask for is not sure to be a list. */
function requireFields(args: AnyGroupsArgs): AnyGroupsArgs {
  if (typeof args !== "object" || args === null) throw new SecurityGroupsError("filters must be an object");
  if (
    args.field === undefined ||
    (Array.isArray(args.field) && args.field.every((one) => typeof one === "string"))
  )
    return args;
  throw new SecurityGroupsError('field must be a list of names, such as ["name"]');
}

interface Place {
  readonly project_name?: string | null | undefined;
  readonly customer_name?: string | null | undefined;
}

function found<T extends { uuid: string } & Place>(
  what: string,
  how: string,
  candidates: (T | undefined)[],
): T {
  const [only, ...others] = candidates.filter((one) => one !== undefined);
  if (only === undefined) {
    throw new SecurityGroupsError(`there is no ${what} with ${how}, or the token's user may not see it`);
  }
  if (others.length === 0) return only;
  const all = [only, ...others];
  const ids = all.map((one) => `${one.uuid}${placeOf(one)}`).join(", ");
  throw new SecurityGroupsError(`${all.length} ${what}s have ${how}: use an id: ${ids}`);
}

/** Where a thing is, by names that its owners know. */
function placeOf({ project_name: project, customer_name: customer }: Place): string {
  const names = [project, customer].filter(Boolean).map((name) => `"${nameText(name ?? "")}"`);
  return names.length === 0 ? "" : ` (in ${names.join(" of ")})`;
}
