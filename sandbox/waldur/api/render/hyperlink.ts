import { readUuid } from "../../ids";
import type { GroupView } from "../../group-table";
import { ValidationError } from "../errors";
import type { Field } from "../list/fields";
import { pythonType } from "../python";

/** Paths of the resources; a uuid follows, then a slash. */
export const paths = {
  securityGroups: "/api/openstack-security-groups/",
  tenants: "/api/openstack-tenants/",
  instances: "/api/openstack-instances/",
  ports: "/api/openstack-ports/",
  loadBalancers: "/api/openstack-loadbalancers/",
  networks: "/api/openstack-networks/",
  projects: "/api/projects/",
  customers: "/api/customers/",
  serviceSettings: "/api/service-settings/",
  users: "/api/users/",
  events: "/api/events/",
  personalTokens: "/api/personal-access-tokens/",
} as const;

/** Collection and last segment of a resource's URL, whose host is ignored. */
export function parseUrl(url: string): { collection: string; key: string } | undefined {
  const path = url.replace(/^https?:\/\/[^/]*/i, "").replace(/[?#].*$/, "");
  const collection = Object.values(paths).find((candidate) => path.startsWith(candidate));
  const key = collection && /^([^/.]+)\/$/.exec(path.slice(collection.length))?.[1];
  return collection && key ? { collection, key } : undefined;
}

/** The uuid of the security group that a URL names. Groups of any tenant pass. */
export function groupLink(groups: GroupView): Field<string> {
  return (value) => {
    if (typeof value !== "string")
      throw new ValidationError([`Incorrect type. Expected URL string, received ${pythonType(value)}.`]);
    const link = parseUrl(value);
    if (!link) throw new ValidationError(["Invalid hyperlink - No URL match."]);
    if (link.collection !== paths.securityGroups)
      throw new ValidationError(["Invalid hyperlink - Incorrect URL match."]);
    const uuid = readUuid(link.key);
    if (uuid === undefined || !groups.get(uuid))
      throw new ValidationError(["Invalid hyperlink - Object does not exist."]);
    return uuid;
  };
}
