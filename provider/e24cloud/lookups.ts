import * as pulumi from "@pulumi/pulumi";
import { SecurityGroupsError } from "../errors";
import { ruleMap, type RuleMap } from "../rules/rule-map";
import {
  knownLookupSettings,
  runLookup,
  lookupConfig,
  lookupRun,
  type LookupOptions,
  type LookupSettings,
  lookupSettings,
} from "../engine/lookups";
import { lookupArgs, oneArgs } from "../kit/fields";
import { nameText } from "../text/printable";
import { causeOf, type E24cloudSession, e24cloudSession } from "./api/session";
import { type FirewallGroupFilters, passes } from "./api/filters";
import { requireReadable } from "./api/group-reader";
import { ruleKey, fromWire, withFarSide } from "./rule/fields";
import { defined } from "../rules/values";
import type { Rule } from "./rule/args";
import { readE24cloudSettings } from "./api/settings";
import type { Group, RuleId } from "./api/group";

/** A group as the server returns it. Whether its firewall is on can't be read. */
export interface FirewallGroupInfo extends Pick<
  Group,
  "id" | "name" | "owner" | "permissions" | "users" | "virtualMachines" | "resources"
> {
  /** The rules by readable keys, those included that e24cloud has added. They can be given to a resource as they are. */
  rules: RuleMap<RuleInfo>;
  /** Fields whose values cannot be read, such as `rules[2].icmp_type`: they are left out. */
  unreadable: readonly string[];
}

/** A rule as the server returns it. */
export type RuleInfo = Rule & {
  /** The server's id for it, another one after every change. */
  readonly id: RuleId;
};

/** Filters, all of which a group has to pass. */
export type GetFirewallGroupsArgs = FirewallGroupFilters;

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
  return lookUpGroup(args, knownLookupSettings(options));
}

/** Looks up all groups of the account that pass the filters. */
export async function getFirewallGroups(
  args: GetFirewallGroupsArgs = {},
  options: LookupOptions = {},
): Promise<FirewallGroupInfo[]> {
  return lookUpGroups(args, knownLookupSettings(options));
}

/** Like `getFirewallGroup`, with inputs. */
export function getFirewallGroupOutput(
  args: pulumi.Input<{ id: pulumi.Input<string> } | { name: pulumi.Input<string> }>,
  options: LookupOptions = {},
): pulumi.Output<FirewallGroupInfo> {
  return pulumi
    .all([args, lookupSettings(options)])
    .apply(([known, settings]) => lookUpGroup(known, settings));
}

/** Like `getFirewallGroups`, with inputs. */
export function getFirewallGroupsOutput(
  args: pulumi.Input<GetFirewallGroupsArgs> = {},
  options: LookupOptions = {},
): pulumi.Output<FirewallGroupInfo[]> {
  return pulumi
    .all([args, lookupSettings(options)])
    .apply(([known, settings]) => lookUpGroups(known, settings));
}

const sessionOf = (settings: LookupSettings) =>
  e24cloudSession(readE24cloudSettings(lookupConfig(settings)), lookupRun);

/** Settings that are known, or will be. */
type Settings = LookupSettings | Promise<LookupSettings>;

async function lookUpGroup(given: GetFirewallGroupArgs, settings: Settings): Promise<FirewallGroupInfo> {
  const args = lookupArgs("firewall group", oneArgs, given);
  return runLookup(
    "id" in args ? `firewall group ${args.id}` : `firewall group "${nameText(args.name)}"`,
    causeOf,
    async () => find(sessionOf(await settings), args),
  );
}

const lookUpGroups = (args: GetFirewallGroupsArgs, settings: Settings) =>
  runLookup("firewall groups", causeOf, async () => findAll(sessionOf(await settings), args));

async function find(session: E24cloudSession, args: GetFirewallGroupArgs): Promise<FirewallGroupInfo> {
  if ("id" in args) {
    const group = await session.groups.read(args.id.toLowerCase());
    if (group === undefined)
      throw new SecurityGroupsError(`there is no firewall group with the id ${args.id}`);
    return infoOf(requireReadable(group));
  }
  const [found, ...others] = await listed(session, { nameExact: args.name });
  if (found === undefined) {
    throw new SecurityGroupsError(`there is no firewall group with the name "${nameText(args.name)}"`);
  }
  if (others.length === 0) return infoOf(requireReadable(await session.reader.whole(session.client, found)));
  const ids = [found, ...others].map(({ id }) => id).join(", ");
  throw new SecurityGroupsError(
    `several firewall groups have the name "${nameText(args.name)}": look up one by its id: ${ids}`,
  );
}

async function findAll(session: E24cloudSession, args: GetFirewallGroupsArgs): Promise<FirewallGroupInfo[]> {
  const { client, reader } = session;
  const whole = (await listed(session, args)).map((group) => reader.whole(client, group));
  return (await Promise.all(whole)).map(infoOf);
}

/** The groups that pass the filters, not always with their rules. */
async function listed({ client, reader }: E24cloudSession, filters: FirewallGroupFilters): Promise<Group[]> {
  const isMeant = passes(filters);
  return (await reader.list(client)).filter(isMeant);
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
    rules: ruleInfos(rules),
    unreadable,
  };
}

function ruleInfos(rules: Group["rules"]): RuleMap<RuleInfo> {
  const stated = rules.map((wire) => ({ ...fromWire(wire), id: wire.id }));
  const keyed = Object.entries(ruleMap(stated, { key: ruleKey }));
  return Object.fromEntries(keyed.map(([key, rule]) => [key, defined(withFarSide(rule))]));
}
