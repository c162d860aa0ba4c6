import * as pulumi from "@pulumi/pulumi";
import { SecurityGroupsError } from "../core/errors";
import type { RuleMap } from "../core/rules/rule-map";
import {
  knownLookupSettings,
  lookupConfig,
  lookupRun,
  type LookupOptions,
  type LookupSettings,
  lookupSettings,
} from "../core/pulumi/lookups";
import { requireReadable } from "./api/group-reader";
import { rulesOf } from "./firewall-group/state";
import { fromWire } from "./rule/wire";
import type { Rule } from "./rule/rule";
import { type E24cloudSession, e24cloudSession } from "./api/session";
import { readE24cloudSettings } from "./api/settings";
import type { Group } from "./api/schema";

/** A group as the server tells it. Whether its firewall is on can't be read. */
export interface FirewallGroupInfo extends Pick<
  Group,
  "id" | "name" | "owner" | "permissions" | "users" | "virtualMachines" | "resources"
> {
  /** The rules by readable keys, those included that e24cloud has added. */
  rules: RuleMap<Rule>;
  /** Fields that the server tells in no form that can be read, such as `rules[2].icmp_type`: what is in them is missing. */
  unreadable: readonly string[];
}

/** Which group: by its id, or by its name where only one has it. */
export type GetFirewallGroupArgs = { id: string } | { name: string };

/**
 * Looks a group up.
 * @throws {SecurityGroupsError} where there is none, or several of that name, or where it cannot be read
 */
export async function getFirewallGroup(
  args: GetFirewallGroupArgs,
  options: LookupOptions = {},
): Promise<FirewallGroupInfo> {
  return find(sessionOf(await knownLookupSettings(options)), args);
}

/** Looks up all groups of the account. */
export async function getFirewallGroups(options: LookupOptions = {}): Promise<FirewallGroupInfo[]> {
  return findAll(sessionOf(await knownLookupSettings(options)));
}

/** Like `getFirewallGroup`, with inputs. */
export function getFirewallGroupOutput(
  args: pulumi.Input<{ id: pulumi.Input<string> } | { name: pulumi.Input<string> }>,
  options: LookupOptions = {},
): pulumi.Output<FirewallGroupInfo> {
  return pulumi
    .all([args, lookupSettings(options)])
    .apply(([known, settings]) => find(sessionOf(settings), known));
}

/** Like `getFirewallGroups`, as an output. */
export function getFirewallGroupsOutput(options: LookupOptions = {}): pulumi.Output<FirewallGroupInfo[]> {
  return lookupSettings(options).apply((settings) => findAll(sessionOf(settings)));
}

const sessionOf = (settings: LookupSettings) =>
  e24cloudSession(readE24cloudSettings(lookupConfig(settings)), lookupRun);

async function find(session: E24cloudSession, args: GetFirewallGroupArgs): Promise<FirewallGroupInfo> {
  if ("id" in args) {
    const group = await session.groups.read(args.id.toLowerCase());
    if (group === undefined)
      throw new SecurityGroupsError(`there is no firewall group with the id ${args.id}`);
    return infoOf(requireReadable(group));
  }
  const [found, ...others] = (await session.reader.list(session.client)).filter(
    ({ name }) => name === args.name,
  );
  if (found === undefined) {
    throw new SecurityGroupsError(`there is no firewall group with the name "${args.name}"`);
  }
  if (others.length === 0) return infoOf(requireReadable(await whole(session, found)));
  const ids = [found, ...others].map(({ id }) => id).join(", ");
  throw new SecurityGroupsError(
    `several firewall groups have the name "${args.name}": look up one by its id: ${ids}`,
  );
}

async function findAll(session: E24cloudSession): Promise<FirewallGroupInfo[]> {
  const groups = await Promise.all(
    (await session.reader.list(session.client)).map((group) => whole(session, group)),
  );
  return groups.map(infoOf);
}

/** Some servers list groups without their rules. */
async function whole(session: E24cloudSession, group: Group): Promise<Group> {
  return group.complete ? group : ((await session.reader.one(session.client, group.id)) ?? group);
}

function infoOf({
  id,
  name,
  owner,
  permissions,
  users,
  virtualMachines,
  resources,
  rules,
  unreadable,
}: Group): FirewallGroupInfo {
  return {
    id,
    name,
    owner,
    permissions,
    users,
    virtualMachines,
    resources,
    rules: rulesOf(rules.map(fromWire)),
    unreadable,
  };
}
