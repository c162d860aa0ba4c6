import { type InvokeRequest, InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { z } from "zod";
import { SecurityGroupsError } from "../provider/errors";
import type { Props } from "../provider/kit/handlers";
import type { LookupOptions } from "../provider/engine/lookups";
import { PACKAGE } from "../provider/kit/resource-types";
import type { FirewallGroupFilters } from "../provider/e24cloud/api/filters";
import type { SecurityGroupFilters } from "../provider/waldur/api/group-filters";
import { fromStruct, toStruct } from "./wire/properties";
import { openedProps } from "./wire/seal";

type Lookup = (args: Props, options: LookupOptions) => Promise<object>;

/** A lookup, which checks its arguments itself. */
function lookup<Args>(find: (args: Args, options: LookupOptions) => Promise<object>): Lookup {
  const args = z.custom<Args>((given) => typeof given === "object");
  return (given, options) => find(args.parse(given), options);
}

/** The lookups are loaded when the first is asked for: they need the whole SDK, which takes its time. */
async function lookups(): Promise<Readonly<Record<string, Lookup>>> {
  const [waldur, e24cloud] = await Promise.all([
    import("../provider/waldur/lookups.js"),
    import("../provider/e24cloud/lookups.js"),
  ]);
  return {
    "waldur:getSecurityGroup": lookup((given: { id: string } | { name: string; tenant?: string }, options) =>
      waldur.getSecurityGroup(given, options),
    ),
    "waldur:getTenant": lookup(waldur.getTenant),
    "waldur:getSecurityGroups": lookup(async (given: SecurityGroupFilters, options) => ({
      groups: await waldur.getSecurityGroups(given, options),
    })),
    "e24cloud:getFirewallGroup": lookup(e24cloud.getFirewallGroup),
    "e24cloud:getFirewallGroups": lookup(async (given: FirewallGroupFilters, options) => ({
      groups: await e24cloud.getFirewallGroups(given, options),
    })),
  };
}

/** Answers a lookup, in the account of the settings. */
export async function invoke(
  settings: Readonly<Record<string, string>>,
  request: InvokeRequest,
): Promise<InvokeResponse> {
  const args = openedProps(fromStruct(request.getArgs()));
  const found = await lookUp(settings, request.getTok().replace(`${PACKAGE}:`, ""), args);
  return new InvokeResponse().setReturn(toStruct({ ...found }));
}

/** What a lookup finds, such as `waldur:getSecurityGroups`. */
export async function lookUp(
  settings: Readonly<Record<string, string>>,
  name: string,
  args: Props,
): Promise<object> {
  const { output } = await import("@pulumi/pulumi");
  const find = (await lookups())[name];
  if (find === undefined)
    throw new SecurityGroupsError(`${PACKAGE}:${name} is not a function of this package.`);
  return find(args, { provider: { settings: output({ ...settings }) } });
}
