import * as pulumi from "@pulumi/pulumi";
import { SecurityGroupsError } from "../core/errors";
import { parseId } from "./ids";
import { lookedUp, type LookupOptions, stackSession } from "./lookup-session";
import { type WaldurSession, whereThere } from "./session";
import type { WireTenant } from "./wire";

/** An OpenStack tenant as the server tells it. */
export interface TenantInfo {
  /** 32 hex digits. */
  id: string;
  url: string;
  name: string;
  description: string;
  state: string;
  /** The project's id in OpenStack. */
  backendId: string;
  projectName: string;
  customerName: string;
  /** Use and limit by name, such as `security_group_rule_count`; a negative limit is none. */
  quotas: Record<string, { usage: number; limit: number }>;
}

/** Which tenant: by its name, in a project if several have it, or by its uuid or URL. */
export type GetTenantArgs = { name: string; projectName?: string } | { id: string };

/**
 * Looks a tenant up with the stack's configuration.
 * @throws {SecurityGroupsError} where there is none, or several of that name
 */
export async function getTenant(args: GetTenantArgs): Promise<TenantInfo> {
  return findTenant(stackSession(), args);
}

/** Like `getTenant`, with inputs, and in the account of a `provider` if one is given. */
export function getTenantOutput(
  args: { name: pulumi.Input<string>; projectName?: pulumi.Input<string> } | { id: pulumi.Input<string> },
  options: LookupOptions = {},
): pulumi.Output<TenantInfo> {
  return lookedUp<GetTenantArgs, TenantInfo>(pulumi.output(args), options, findTenant);
}

async function findTenant({ client }: WaldurSession, args: GetTenantArgs): Promise<TenantInfo> {
  if ("id" in args) {
    const tenant = await whereThere(client.getTenant(parseId(args.id) ?? args.id));
    if (tenant !== undefined) return infoOf(tenant);
    throw new SecurityGroupsError(
      `there is no tenant with the id ${args.id}, or the token's user may not see it`,
    );
  }
  const { name, projectName } = args;
  const named = await client.listTenants({ name_exact: name });
  const tenants = named.filter((tenant) => projectName === undefined || tenant.project_name === projectName);
  const [tenant, ...others] = tenants;
  if (tenant === undefined) {
    throw new SecurityGroupsError(`there is no tenant "${name}", or the token's user may not see it`);
  }
  if (others.length === 0) return infoOf(tenant);
  const which = tenants.map(({ uuid, project_name }) => `${uuid} in "${project_name}"`).join(", ");
  throw new SecurityGroupsError(
    `several tenants are named "${name}": name the project too, or the id: ${which}`,
  );
}

function infoOf(tenant: WireTenant): TenantInfo {
  return {
    id: tenant.uuid,
    url: tenant.url,
    name: tenant.name,
    description: tenant.description,
    state: tenant.state,
    backendId: tenant.backend_id,
    projectName: tenant.project_name,
    customerName: tenant.customer_name,
    quotas: Object.fromEntries(
      (tenant.quotas ?? []).map(({ name, usage, limit }) => [name, { usage, limit }]),
    ),
  };
}
