import * as pulumi from "@pulumi/pulumi";
import { claimInProgram, configurationOf } from "../../core/pulumi/naming/owners";

export interface GroupClaim {
  /** The type of the resource. */
  readonly type: string;
  readonly name: pulumi.Input<string> | undefined;
  readonly adopt: pulumi.Input<true | string> | undefined;
}

/**
 * Notes that a resource wants a name in an account, and perhaps a group that is there already.
 *
 * @param title what messages call the resource
 * @throws {pulumi.RunError} where another one wants it already, through whatever provider
 */
export function claimGroup(
  resource: pulumi.Resource,
  title: string,
  { type, name, adopt }: GroupClaim,
): void {
  const byName = pulumi.all([configurationOf(resource, type), name, adopt]).apply(([config, named, id]) => {
    // Groups of one name are told apart by their ids where these are given.
    if (typeof id === "string") return undefined;
    const setting = (key: string, variable: string) => config(`e24cloud:${key}`) ?? process.env[variable];
    const place = setting("endpoint", "E24CLOUD_ENDPOINT") ?? setting("region", "E24CLOUD_REGION") ?? "";
    const account = setting("apiKey", "E24CLOUD_API_KEY");
    return account && named ? `name ${named} in ${place} ${account}` : undefined;
  });
  const byId = pulumi
    .output(adopt)
    .apply((id) => (typeof id === "string" ? `group ${id.toLowerCase()}` : undefined));
  claimInProgram({
    resource,
    title,
    what: byName,
    complaint: (other) =>
      `${other} and ${title} both want one name in one account. Give one of them another name.`,
  });
  claimInProgram({
    resource,
    title,
    what: byId,
    complaint: (other) => `${other} and ${title} both adopt one group. Let one of them adopt it.`,
  });
}
