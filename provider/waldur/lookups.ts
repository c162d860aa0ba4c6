import type * as pulumi from "@pulumi/pulumi";
import { all } from "@pulumi/pulumi";
import { camelCased, snakeCase } from "../core/text/camel-case";
import { SecurityGroupsError } from "../core/errors";
import { ApiError, whereThere } from "../core/http/errors";
import { ruleMap, type RuleMap } from "../core/rules/rule-map";
import {
  knownLookupSettings,
  lookupConfig,
  lookupRun,
  type LookupOptions,
  type LookupSettings,
  lookupSettings,
} from "../core/pulumi/lookups";
import type { Query, WaldurClient } from "./api/client";
import { displayedState, filterQuery } from "./api/filters";
import type { SecurityGroupFilters } from "./api/group-filters";
import { groupUrl, parseId } from "./api/ids";
import type { RuleInfo, SecurityGroupInfo, TenantInfo } from "./infos";
import { ruleLanguage } from "./rule/parse";
import { fromWire } from "./rule/wire";
import { waldurSession } from "./api/session";
import { readWaldurSettings, type WaldurSettings } from "./api/settings";
import type { WireGroup, WireGroupPart, WireRule, WireTenant } from "./api/schema";

/** Which group: by its uuid or URL, or by its name in a tenant, by default that of the settings. */
export type GetSecurityGroupArgs = { id: string } | { name: string; tenant?: string };

/** Filters, all of which a group has to pass. */
export type GetSecurityGroupsArgs = SecurityGroupFilters & { field?: undefined };

/** The same with only some fields, to fetch less. */
export type GetSecurityGroupPartsArgs<Field extends keyof SecurityGroupInfo> = SecurityGroupFilters & {
  field: readonly Field[];
};

type AnyGroupsArgs = SecurityGroupFilters & { field?: readonly (keyof SecurityGroupInfo)[] | undefined };

/** Which tenant: by its uuid or URL, or by its name. */
export type GetTenantArgs = { id: string } | { name: string };

/**
 * Looks a group up.
 * @throws {SecurityGroupsError} where there is none, or several
 */
export async function getSecurityGroup(
  args: GetSecurityGroupArgs,
  options: LookupOptions = {},
): Promise<SecurityGroupInfo> {
  return findGroup(await accountOf(options), args);
}

/** Looks up all groups that pass the filters, whatever the number of pages. */
export async function getSecurityGroups(
  args?: GetSecurityGroupsArgs,
  options?: LookupOptions,
): Promise<SecurityGroupInfo[]>;
/** Only some fields of them. */
export async function getSecurityGroups<Field extends keyof SecurityGroupInfo>(
  args: GetSecurityGroupPartsArgs<Field>,
  options?: LookupOptions,
): Promise<Pick<SecurityGroupInfo, Field>[]>;
export async function getSecurityGroups(
  args: AnyGroupsArgs = {},
  options: LookupOptions = {},
): Promise<Partial<SecurityGroupInfo>[]> {
  return findGroups(await accountOf(options), args);
}

/**
 * Looks a tenant up, so that programs can name it.
 * @throws {SecurityGroupsError} where there is none, or several
 */
export async function getTenant(args: GetTenantArgs, options: LookupOptions = {}): Promise<TenantInfo> {
  return findTenant(await accountOf(options), args);
}

/** Like `getSecurityGroup`, with inputs. */
export function getSecurityGroupOutput(
  args: pulumi.Input<
    { id: pulumi.Input<string> } | { name: pulumi.Input<string>; tenant?: pulumi.Input<string> }
  >,
  options: LookupOptions = {},
): pulumi.Output<SecurityGroupInfo> {
  return all([args, lookupSettings(options)]).apply(([known, settings]) =>
    findGroup(account(settings), known),
  );
}

/** Like `getSecurityGroups`, with inputs. */
export function getSecurityGroupsOutput(
  args?: pulumi.Input<GetSecurityGroupsArgs>,
  options?: LookupOptions,
): pulumi.Output<SecurityGroupInfo[]>;
export function getSecurityGroupsOutput<Field extends keyof SecurityGroupInfo>(
  args: pulumi.Input<GetSecurityGroupPartsArgs<Field>>,
  options?: LookupOptions,
): pulumi.Output<Pick<SecurityGroupInfo, Field>[]>;
export function getSecurityGroupsOutput(
  args: pulumi.Input<AnyGroupsArgs> = {},
  options: LookupOptions = {},
): pulumi.Output<Partial<SecurityGroupInfo>[]> {
  return all([args, lookupSettings(options)]).apply(([known, settings]) =>
    findGroups(account(settings), known),
  );
}

/** Like `getTenant`, with inputs. */
export function getTenantOutput(
  args: pulumi.Input<{ id: pulumi.Input<string> } | { name: pulumi.Input<string> }>,
  options: LookupOptions = {},
): pulumi.Output<TenantInfo> {
  return all([args, lookupSettings(options)]).apply(([known, settings]) =>
    findTenant(account(settings), known),
  );
}

interface Account {
  client: WaldurClient;
  settings: WaldurSettings;
}

const account = (settings: LookupSettings): Account =>
  waldurSession(readWaldurSettings(lookupConfig(settings)), lookupRun);

const accountOf = async (options: LookupOptions) => account(await knownLookupSettings(options));

async function findGroup(
  { client, settings }: Account,
  args: GetSecurityGroupArgs,
): Promise<SecurityGroupInfo> {
  if ("id" in args) {
    const id = idOf("security group", args.id);
    return groupInfo(
      found("security group", `the id ${id}`, [await whereThere(client.getGroup(id))]),
      settings,
    );
  }
  const tenant = args.tenant ?? settings.tenant;
  if (tenant === undefined) {
    throw new SecurityGroupsError(`look up security group "${args.name}": set tenant, or waldur:tenant.`);
  }
  const query = { tenant_uuid: idOf("tenant", tenant), name_exact: args.name };
  return groupInfo(
    found("security group", `the name "${args.name}"`, await client.listGroups(query)),
    settings,
  );
}

async function findGroups(
  { client, settings }: Account,
  { field, ...filters }: AnyGroupsArgs,
): Promise<Partial<SecurityGroupInfo>[]> {
  const query = filterQuery(filters);
  if (field === undefined) {
    const groups = await inOwnStates(query, (own) => client.listGroups(own));
    return groups.map((group) => groupInfo(group, settings));
  }
  // The id is needed to read rules; the server leaves out what is not asked for.
  const names = new Set(field.map((name) => (name === "id" ? "uuid" : snakeCase(name))));
  const parts = await inOwnStates({ ...query, field: [...names.add("uuid")] }, (own) =>
    client.listGroupParts(own),
  );
  return parts.map((part) => {
    const whole: Partial<SecurityGroupInfo> = partInfo(part, settings);
    return Object.fromEntries(
      Object.entries(whole).filter(([name]) => field.some((wanted) => wanted === name)),
    );
  });
}

async function findTenant({ client }: Account, args: GetTenantArgs): Promise<TenantInfo> {
  if ("id" in args) {
    const id = idOf("tenant", args.id);
    return tenantInfo(found("tenant", `the id ${id}`, [await whereThere(client.getTenant(id))]));
  }
  return tenantInfo(
    found("tenant", `the name "${args.name}"`, await client.listTenants({ name_exact: args.name })),
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
    throw new SecurityGroupsError(`there is no ${what} with ${how}, or the token's user may not see it.`);
  }
  if (others.length === 0) return only;
  const all = [only, ...others];
  const ids = all.map((one) => `${one.uuid}${placeOf(one)}`).join(", ");
  throw new SecurityGroupsError(
    `${all.length} ${what}s have ${how}: write the id of the one that is meant, ${ids}.`,
  );
}

/** Where a thing is, by names that its owners know. */
function placeOf({ project_name: project, customer_name: customer }: Place): string {
  const names = [project, customer].filter(Boolean).map((name) => `"${name}"`);
  return names.length === 0 ? "" : ` (in ${names.join(" of ")})`;
}

function idOf(what: string, text: string): string {
  const id = parseId(text);
  if (id === undefined)
    throw new SecurityGroupsError(`"${text}" is not a ${what}: write its uuid or its URL.`);
  return id;
}

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
  const infos = rules.map((wire) => ({
    ...fromWire(wire, group),
    id: wire.id,
    remoteGroupName: wire.remote_group_name ?? undefined,
  }));
  return ruleMap(infos, ruleLanguage);
}

function tenantInfo(tenant: WireTenant): TenantInfo {
  return { ...camelCased(tenant), id: tenant.uuid };
}
