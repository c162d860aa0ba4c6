import * as pulumi from "@pulumi/pulumi";
import { claimInProgram, configurationOf } from "../../core/pulumi/naming/owners";
import { parseId } from "../api/ids";

/** Owners of the rules of groups that are resources of the program. */
const byResource = new WeakMap<object, string>();

/**
 * Notes that a resource owns the rules of a group. Two owners would remove each other's rules at every `up`.
 *
 * @param title what messages call the resource
 * @throws {pulumi.RunError} where another one owns them already; for an id that only `up` knows, then
 */
export function claimRules(
  resource: pulumi.Resource,
  title: string,
  group: pulumi.Input<string> | pulumi.CustomResource,
): void {
  const complaint = (other: string) =>
    `the rules of one security group have two owners: ${other} and ${title}. Leave rules to one of them.`;
  if (!pulumi.CustomResource.isInstance(group)) {
    const id = pulumi.output(group).apply((text) => parseId(text) ?? text);
    return claimInProgram({ resource, title, what: pulumi.interpolate`rules ${id}`, complaint });
  }
  const other = byResource.get(group);
  if (other !== undefined) throw new pulumi.RunError(complaint(other));
  byResource.set(group, title);
  claimRules(resource, title, group.id);
}

export interface NameClaim {
  /** The type of the resource. */
  readonly type: string;
  readonly name: pulumi.Input<string> | undefined;
  readonly tenant: pulumi.Input<string> | undefined;
}

/**
 * Notes that a resource wants a name in a tenant, where names are unique.
 * @throws {pulumi.RunError} where another one wants it already, through whatever provider
 */
export function claimName(resource: pulumi.Resource, title: string, { type, name, tenant }: NameClaim): void {
  const what = pulumi.all([configurationOf(resource, type), name, tenant]).apply(([config, named, own]) => {
    const server = config("waldur:apiUrl") ?? process.env["WALDUR_API_URL"];
    const where = own ?? config("waldur:tenant") ?? process.env["WALDUR_TENANT"];
    return server && where && named ? `name ${named} in ${server} ${parseId(where) ?? where}` : undefined;
  });
  const complaint = (other: string) =>
    `${other} and ${title} both want one name in one tenant. Give one of them another name.`;
  claimInProgram({ resource, title, what, complaint });
}
