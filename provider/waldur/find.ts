import {
  type SecurityGroupInfo,
  type RuleInfo,
  type TenantInfo,
  type AnyGroupArgs,
  type AnyGroupsArgs,
  type GetTenantArgs,
} from "./infos";
import { type RuleMap, ruleMap } from "../rules/rule-map";
import { checkedFields, displayedState, filterQuery, isCheckable, passes } from "./api/filters";
import { SecurityGroupsError } from "../errors";
import { ApiError, undefinedIfNotFound } from "../http/errors";
import { snakeCase, camelCased } from "../text/nearest";
import { nameText } from "../text/printable";
import type { Query, WaldurClient } from "./api/client";
import { pathId, groupUrl, parseId } from "./api/ids";
import type { NamedGroupPart, WireGroup, WireGroupPart, WireRule, WireTenant } from "./api/schema";
import type { WaldurSettings } from "./api/settings";
import { defined } from "../rules/values";
import { ruleReader } from "./rule/parse";
import { fromWire } from "./rule/fields";

// What is asked.

/** Where to look. */
export interface Account {
  readonly client: WaldurClient;
  readonly settings: WaldurSettings;
}

/** @throws {SecurityGroupsError} where there is none, or several */
export async function findGroup(account: Account, args: AnyGroupArgs): Promise<Partial<SecurityGroupInfo>> {
  const { field } = args;
  return field === undefined ? one(whole(account), account, args) : one(parts(account, field), account, args);
}

export async function findGroups(
  account: Account,
  args: AnyGroupsArgs,
): Promise<Partial<SecurityGroupInfo>[]> {
  const { field, ...filters } = requireFields(args);
  const query = filterQuery(filters);
  return field === undefined
    ? several(whole(account), account, query)
    : several(parts(account, field), account, query);
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

/** How groups are read, as a whole or in parts, and what a program gets of them. */
interface Reading<Row extends WireGroupPart & { uuid: string }> {
  /** @param query the filters that it will be checked for */
  readonly one: (id: string, query?: Query) => Promise<Row>;
  readonly list: (query: Query) => Promise<Row[]>;
  readonly info: (row: Row) => Partial<SecurityGroupInfo>;
}

const whole = ({ client, settings }: Account): Reading<WireGroup> => ({
  one: (id) => client.getGroup(id),
  list: (query) => client.listGroups(query),
  info: (group) => groupInfo(group, settings),
});

function parts({ client, settings }: Account, wanted: readonly string[]): Reading<NamedGroupPart> {
  // The id is needed to read rules, and filters are checked on rows; the server leaves out what is not asked for.
  const names = wanted.map((name) => (name === "id" ? "uuid" : snakeCase(name)));
  const fields = (query: Query) => [...new Set([...names, "uuid", ...checkedFields(query)])];
  return {
    one: (id, query = {}) => client.getGroupPart(id, fields(query)),
    list: (query) => client.listGroupParts({ ...query, field: fields(query) }),
    info: (part) => {
      const info: Partial<SecurityGroupInfo> = partInfo(part, settings);
      return Object.fromEntries(Object.entries(info).filter(([name]) => wanted.some((one) => one === name)));
    },
  };
}

async function one<Row extends WireGroupPart & { uuid: string }>(
  { one, list, info }: Reading<Row>,
  { settings }: Account,
  args: AnyGroupArgs,
): Promise<Partial<SecurityGroupInfo>> {
  if ("id" in args) {
    const id = pathId("security group", args.id);
    return info(found("security group", `the id ${id}`, [await undefinedIfNotFound(one(id))]));
  }
  const tenant = args.tenant ?? settings.tenant;
  if (tenant === undefined) {
    throw new SecurityGroupsError("names are unique only within a tenant: set tenant or waldur:tenant");
  }
  const query = { tenant_uuid: pathId("tenant", tenant), name_exact: args.name };
  const named = (await list(query)).filter((group) => passes(query, group));
  return info(found("security group", `the name "${nameText(args.name)}"`, named));
}

/** The groups that pass all filters. One that is named by its uuid is asked for alone: newer servers no longer filter by it. */
async function several<Row extends WireGroupPart & { uuid: string }>(
  { one, list, info }: Reading<Row>,
  { client }: Account,
  query: Query,
): Promise<Partial<SecurityGroupInfo>[]> {
  const { uuid, ...others } = query;
  requireKnownFilters(client, query);
  if (typeof uuid === "string" && isCheckable(others)) {
    const group = await undefinedIfNotFound(one(pathId("security group", uuid), others));
    return group === undefined || !passes(query, group) ? [] : [info(group)];
  }
  const rows = (await inOwnStates(others, list)).filter((row) => passes(query, row));
  requireKnownFilters(client, query);
  if (rows.length === 0) await requireTenant(client, query);
  return rows.map(info);
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

/** @throws {SecurityGroupsError} for a filter that the server is known to ignore: its answer has every group */
function requireKnownFilters({ capabilities }: WaldurClient, { can_manage: canManage }: Query): void {
  if (canManage === undefined || capabilities.get("canManage") !== false) return;
  throw new SecurityGroupsError(
    "this Waldur is older than the filter canManage and would list every group: leave it out",
  );
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

/** A tenant that may not be seen looks like one without groups. @throws {SecurityGroupsError} */
async function requireTenant(client: WaldurClient, { tenant_uuid: id }: Query): Promise<void> {
  if (typeof id === "string")
    found("tenant", `the id ${id}`, [await undefinedIfNotFound(client.getTenant(id))]);
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

// What a program gets.

function groupInfo(group: WireGroup, { apiUrl }: WaldurSettings): SecurityGroupInfo {
  const { rules, ...fields } = group;
  const { uuid: id, customer, project } = group;
  const uuids = {
    customerUuid: group.customer_uuid ?? parseId(customer),
    projectUuid: group.project_uuid ?? parseId(project),
  };
  return {
    ...camelCased(fields),
    ...uuids,
    id,
    url: groupUrl(apiUrl, id),
    rules: ruleInfos(id, rules),
  };
}

function partInfo({ uuid: id = "", rules, ...fields }: WireGroupPart, { apiUrl }: WaldurSettings) {
  const read = rules && { rules: ruleInfos(id, rules) };
  return { ...camelCased(fields), uuid: id, id, url: groupUrl(apiUrl, id), ...read };
}

function ruleInfos(group: string, rules: readonly WireRule[]): RuleMap<RuleInfo> {
  const infos = rules.map((wire) =>
    defined({
      ...fromWire(wire, group),
      id: wire.id,
      remoteGroupName: wire.remote_group_name ?? undefined,
    }),
  );
  return ruleMap(infos, ruleReader);
}

function tenantInfo(tenant: WireTenant): TenantInfo {
  const { isManaged: _isManaged, ...fields } = camelCased(tenant);
  return { ...fields, id: tenant.uuid };
}
