import type * as pulumi from "@pulumi/pulumi";
import { all } from "@pulumi/pulumi";
import {
  knownLookupSettings,
  runLookup,
  lookupConfig,
  lookupRun,
  type LookupOptions,
  type LookupSettings,
  lookupSettings,
} from "../engine/lookups";
import { lookupArgs, oneArgs, oneInTenantArgs } from "../kit/fields";
import { nameText } from "../text/printable";
import { causeOf } from "./api/failures";
import { waldurSession } from "./api/session";
import { readWaldurSettings } from "./api/settings";
import { findGroup, findGroups, findTenant } from "./find";
import {
  type SecurityGroupInfo,
  type TenantInfo,
  type AnyGroupArgs,
  type AnyGroupsArgs,
  type GetSecurityGroupArgs,
  type GetSecurityGroupPartArgs,
  type GetSecurityGroupPartsArgs,
  type GetSecurityGroupsArgs,
  type GetTenantArgs,
} from "./infos";
/**
 * Looks a group up.
 * @throws {SecurityGroupsError} where there is none, or several
 */
export async function getSecurityGroup(
  args: GetSecurityGroupArgs,
  options?: LookupOptions,
): Promise<SecurityGroupInfo>;
/** Only some fields of it. */
export async function getSecurityGroup<Field extends keyof SecurityGroupInfo>(
  args: GetSecurityGroupPartArgs<Field>,
  options?: LookupOptions,
): Promise<Pick<SecurityGroupInfo, Field>>;
export async function getSecurityGroup(
  args: AnyGroupArgs,
  options: LookupOptions = {},
): Promise<Partial<SecurityGroupInfo>> {
  return lookUpGroup(args, knownLookupSettings(options));
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
  return lookUpGroups(args, knownLookupSettings(options));
}

/**
 * Looks a tenant up, so that programs can name it.
 * @throws {SecurityGroupsError} where there is none, or several
 */
export async function getTenant(args: GetTenantArgs, options: LookupOptions = {}): Promise<TenantInfo> {
  return lookUpTenant(args, knownLookupSettings(options));
}

type OneGroupInput =
  { id: pulumi.Input<string> } | { name: pulumi.Input<string>; tenant?: pulumi.Input<string> };

/** Like `getSecurityGroup`, with inputs. */
export function getSecurityGroupOutput(
  args: pulumi.Input<OneGroupInput & { field?: undefined }>,
  options?: LookupOptions,
): pulumi.Output<SecurityGroupInfo>;
export function getSecurityGroupOutput<Field extends keyof SecurityGroupInfo>(
  args: pulumi.Input<OneGroupInput & { field: readonly Field[] }>,
  options?: LookupOptions,
): pulumi.Output<Pick<SecurityGroupInfo, Field>>;
export function getSecurityGroupOutput(
  args: pulumi.Input<OneGroupInput & { field?: readonly (keyof SecurityGroupInfo)[] | undefined }>,
  options: LookupOptions = {},
): pulumi.Output<Partial<SecurityGroupInfo>> {
  return all([args, lookupSettings(options)]).apply(([known, settings]) => lookUpGroup(known, settings));
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
  return all([args, lookupSettings(options)]).apply(([known, settings]) => lookUpGroups(known, settings));
}

/** Like `getTenant`, with inputs. */
export function getTenantOutput(
  args: pulumi.Input<{ id: pulumi.Input<string> } | { name: pulumi.Input<string> }>,
  options: LookupOptions = {},
): pulumi.Output<TenantInfo> {
  return all([args, lookupSettings(options)]).apply(([known, settings]) => lookUpTenant(known, settings));
}

/** Settings that are known, or will be. */
type Settings = LookupSettings | Promise<LookupSettings>;

const account = (settings: LookupSettings) =>
  waldurSession(readWaldurSettings(lookupConfig(settings)), lookupRun);

async function lookUpGroup(given: AnyGroupArgs, settings: Settings): Promise<Partial<SecurityGroupInfo>> {
  const args = lookupArgs("security group", oneInTenantArgs, given);
  return runLookup(nameOf("security group", args), causeOf, async () =>
    findGroup(account(await settings), args),
  );
}

const lookUpGroups = (args: AnyGroupsArgs, settings: Settings) =>
  runLookup("security groups", causeOf, async () => findGroups(account(await settings), args));

async function lookUpTenant(given: GetTenantArgs, settings: Settings): Promise<TenantInfo> {
  const args = lookupArgs("tenant", oneArgs, given);
  return runLookup(nameOf("tenant", args), causeOf, async () => findTenant(account(await settings), args));
}

const nameOf = (what: string, args: { id: string } | { name: string }) =>
  "id" in args ? `${what} ${args.id}` : `${what} "${nameText(args.name)}"`;
