import { undefinedIfNotFound } from "../../../http/errors";
import type { WaldurWork } from "../../api/cloud";
import { GroupFailure } from "../../api/failures";
import type { SecurityGroupInputs } from "../inputs";
import { parseId } from "../../api/ids";
import type { WireGroup } from "../../api/schema";
import { DEFAULT_GROUP } from "../../api/group-state";
import { pullTenantOnce } from "../recovery/tenant-pull";
import { groupLeftTo } from "./successor";

/**
 * The existing group to adopt: what OpenStack has kept of a group that is replaced, else by its id, or by its
 * name in the tenant. Undefined where there is
 * none of that name, or if this process has just deleted it to replace it: then it is recreated.
 */
export async function groupToAdopt(
  work: WaldurWork,
  { adopt, name, tenant }: SecurityGroupInputs,
): Promise<WireGroup | undefined> {
  const kept = groupLeftTo(work.session, { tenant, name });
  if (kept !== undefined) return work.client.getGroup(kept);
  if (adopt === undefined) return undefined;
  if (adopt !== true) return byId(work, adopt, tenant);
  const { groups } = await work.client.groupsNamed(tenant, name);
  if (groups.length === 0 && name === DEFAULT_GROUP) return importDefault(work, tenant);
  if (groups.length <= 1) return groups[0];
  throw new GroupFailure(
    `the tenant has ${groups.length} groups of that name (${groups.map(({ uuid }) => uuid).join(", ")})`,
    "Set adopt to the id of the right one.",
  );
}

async function byId(
  { client, session }: WaldurWork,
  adopt: string,
  tenant: string,
): Promise<WireGroup | undefined> {
  const id = parseId(adopt) ?? adopt;
  const group = await undefinedIfNotFound(client.getGroup(id));
  if (group === undefined) {
    if (session.deleted.has(id)) return undefined;
    throw new GroupFailure(
      `there is no group ${id} to adopt, or the token's user may not see it`,
      "Set adopt to the id of an existing group, or leave it out to make a new one.",
    );
  }
  if (group.tenant_uuid === tenant) return group;
  throw new GroupFailure(
    `the group ${id} to adopt belongs to the tenant ${group.tenant_uuid}, not to ${tenant}`,
    "Set tenant to the tenant of the group.",
  );
}

/** OpenStack's own group, which Waldur does not know before a pull of the tenant. */
async function importDefault(work: WaldurWork, tenant: string): Promise<WireGroup> {
  await pullTenantOnce(work, tenant, `Waldur does not know the group "${DEFAULT_GROUP}"`);
  const { groups } = await work.client.groupsNamed(tenant, DEFAULT_GROUP);
  const [group] = groups;
  if (group !== undefined) return group;
  throw new GroupFailure(
    `OpenStack has no group "${DEFAULT_GROUP}" in the tenant`,
    "Leave it out of the program, or choose another name.",
  );
}
