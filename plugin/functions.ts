import { type InvokeRequest, InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { z } from "zod";
import { SecurityGroupsError } from "../provider/core/errors";
import type { Props } from "../provider/core/pulumi/handlers";
import type { LookupOptions } from "../provider/core/pulumi/lookups";
import { PACKAGE } from "../provider/core/pulumi/resource-types";
import { issuesText } from "../provider/core/text/issue-text";
import type { FirewallGroupFilters } from "../provider/e24cloud/api/filters";
import type { SecurityGroupFilters } from "../provider/waldur/api/group-filters";
import { fromStruct, toStruct } from "./wire/properties";
import { openedProps } from "./wire/seal";

type Lookup = (args: Props, options: LookupOptions) => Promise<object>;

/** A lookup with what its arguments have to be. */
function lookup<Args>(
  args: z.ZodType<Args>,
  find: (args: Args, options: LookupOptions) => Promise<object>,
): Lookup {
  return async (given, options) => {
    const { success, data, error } = args.safeParse(given);
    if (!success) throw new SecurityGroupsError(`the arguments are wrong: ${issuesText(error)}.`);
    return find(data, options);
  };
}

const text = z.string();
const byId = z.strictObject({ id: text });
const group = z.union([byId, z.strictObject({ name: text, tenant: text.optional() })], {
  error: "give either id, or name and perhaps tenant",
});
const named = z.union([byId, z.strictObject({ name: text })], { error: "give either id or name" });
/** Filters, which the lookups check themselves. */
const filters = <Filters>() => z.custom<Filters>((given) => typeof given === "object");

/** The lookups are loaded when the first is asked for: they need the whole SDK, which takes its time. */
async function lookups(): Promise<Readonly<Record<string, Lookup>>> {
  const [waldur, e24cloud] = await Promise.all([
    import("../provider/waldur/lookups.js"),
    import("../provider/e24cloud/lookups.js"),
  ]);
  return {
    "waldur:getSecurityGroup": lookup(group, waldur.getSecurityGroup),
    "waldur:getTenant": lookup(named, waldur.getTenant),
    "waldur:getSecurityGroups": lookup(filters<SecurityGroupFilters>(), async (given, options) => ({
      groups: await waldur.getSecurityGroups(given, options),
    })),
    "e24cloud:getFirewallGroup": lookup(named, e24cloud.getFirewallGroup),
    "e24cloud:getFirewallGroups": lookup(filters<FirewallGroupFilters>(), async (given, options) => ({
      groups: await e24cloud.getFirewallGroups(given, options),
    })),
  };
}

/** Answers a lookup, in the account of the settings. */
export async function invoke(
  settings: Readonly<Record<string, string>>,
  request: InvokeRequest,
): Promise<InvokeResponse> {
  const { output } = await import("@pulumi/pulumi");
  const find = (await lookups())[request.getTok().replace(`${PACKAGE}:`, "")];
  if (find === undefined)
    throw new SecurityGroupsError(`${request.getTok()} is not a function of this package.`);
  const args = openedProps(fromStruct(request.getArgs()));
  const found = await find(args, { provider: { settings: output({ ...settings }) } });
  return new InvokeResponse().setReturn(toStruct({ ...found }));
}
