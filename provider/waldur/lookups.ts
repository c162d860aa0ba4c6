import * as pulumi from "@pulumi/pulumi";
import { ApiError, SecurityGroupsError } from "../core/errors";
import {
  asConstant,
  filterQuery,
  forDisplay,
  type SecurityGroupFilters,
  type StateSpelling,
} from "./group-filters";
import { infoOf, picked, type SecurityGroupInfo, wireFields } from "./group-info";
import { parseId } from "./ids";
import { lookedUp, type LookupOptions, stackSession } from "./lookup-session";
import { type WaldurSession, whereThere } from "./session";
import type { WireGroup } from "./wire";

/** Which group: by its uuid or URL, or by its name in a tenant, which is that of the settings if none is named. */
export type GetSecurityGroupArgs = { id: string } | { name: string; tenant?: string };

type GroupField = keyof SecurityGroupInfo;

/** Which groups, and which of their fields where not all are needed. */
export interface GetSecurityGroupsArgs<Field extends GroupField = GroupField> extends SecurityGroupFilters {
  /** Fetches less. @default all fields */
  fields?: readonly Field[];
}

/**
 * Looks a group up with the stack's configuration.
 * @throws {SecurityGroupsError} where there is none, or several of that name
 */
export async function getSecurityGroup(args: GetSecurityGroupArgs): Promise<SecurityGroupInfo> {
  return findGroup(stackSession(), args);
}

/** Like `getSecurityGroup`, with inputs, and in the account of a `provider` if one is given. */
export function getSecurityGroupOutput(
  args: { id: pulumi.Input<string> } | { name: pulumi.Input<string>; tenant?: pulumi.Input<string> },
  options: LookupOptions = {},
): pulumi.Output<SecurityGroupInfo> {
  return lookedUp<GetSecurityGroupArgs, SecurityGroupInfo>(pulumi.output(args), options, findGroup);
}

/** Looks up all groups that pass the filters, with the stack's configuration. */
export async function getSecurityGroups<Field extends GroupField = GroupField>(
  args: GetSecurityGroupsArgs<Field> = {},
): Promise<Pick<SecurityGroupInfo, Field>[]> {
  return findGroups(stackSession(), args);
}

/** Like `getSecurityGroups`, in the account of a `provider` if one is given. */
export function getSecurityGroupsOutput<Field extends GroupField = GroupField>(
  args: pulumi.Output<GetSecurityGroupsArgs<Field>> | GetSecurityGroupsArgs<Field> = {},
  options: LookupOptions = {},
): pulumi.Output<Pick<SecurityGroupInfo, Field>[]> {
  const known = pulumi.Output.isInstance(args) ? args : pulumi.output(undefined).apply(() => args);
  return lookedUp(known, options, (session, given) => findGroups<Field>(session, given));
}

async function findGroup(session: WaldurSession, args: GetSecurityGroupArgs): Promise<SecurityGroupInfo> {
  const { client, settings } = session;
  if ("id" in args) {
    const group = await whereThere(client.getGroup(parseId(args.id) ?? args.id));
    if (group !== undefined) return infoOf(group, settings.apiUrl);
    throw new SecurityGroupsError(`there is no security group with the id ${args.id}`);
  }
  const { name, tenant = settings.tenant } = args;
  if (tenant === undefined)
    throw new SecurityGroupsError("a security group is looked up by name in a tenant: set tenant");
  const { groups } = await client.groupsNamed(parseId(tenant) ?? tenant, name);
  const [group, ...others] = groups;
  if (group === undefined)
    throw new SecurityGroupsError(`there is no security group "${name}" in the tenant ${tenant}`);
  if (others.length === 0) return infoOf(group, settings.apiUrl);
  const ids = groups.map(({ uuid }) => uuid).join(", ");
  throw new SecurityGroupsError(`several security groups are named "${name}": look up one by its id: ${ids}`);
}

async function findGroups<Field extends GroupField>(
  session: WaldurSession,
  { fields, ...filters }: GetSecurityGroupsArgs<Field>,
): Promise<Pick<SecurityGroupInfo, Field>[]> {
  const list = async (spelling: StateSpelling): Promise<WireGroup[]> => {
    const query = filterQuery(filters, spelling);
    return fields === undefined
      ? session.client.listGroups(query)
      : session.client.listGroupParts(query, wireFields(fields));
  };
  const groups = await list(asConstant).catch((error: unknown) => {
    if (filters.state === undefined || !(error instanceof ApiError) || error.status !== 400) throw error;
    return list(forDisplay);
  });
  const infos = groups.map((group) => infoOf(group, session.settings.apiUrl));
  return fields === undefined ? infos : infos.map((info) => picked(info, fields));
}
