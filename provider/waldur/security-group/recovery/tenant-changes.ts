import { nameText } from "../../../text/printable";
import type { WaldurWork } from "../../api/cloud";
import type { WireGroup } from "../../api/schema";
import { rulesOf } from "../live-rules";

type Groups = ReadonlyMap<string, WireGroup>;

export async function groupsById({ client }: WaldurWork, tenant: string): Promise<Groups> {
  const groups = await client.listGroups({ tenant_uuid: tenant });
  return new Map(groups.map((group) => [group.uuid, group]));
}

/** Which groups of a tenant came, went or changed, in words. */
export function tenantChanges(before: Groups, after: Groups): string {
  const came = [...after.values()].filter(({ uuid }) => !before.has(uuid));
  const went = [...before.values()].filter(({ uuid }) => !after.has(uuid));
  const changed = [...after.values()].filter((group) => {
    const old = before.get(group.uuid);
    return old !== undefined && content(old) !== content(group);
  });
  const parts = [
    ...phrase("Waldur has dropped", went),
    ...phrase("it has imported", came),
    ...phrase("changed are", changed),
  ];
  return parts.length === 0 ? "no group has changed" : parts.join("; ");
}

const content = (group: WireGroup) =>
  JSON.stringify([group.name, group.description, group.state, rulesOf(group)]);

/** So many groups are named. */
const MOST = 5;

function phrase(what: string, groups: readonly WireGroup[]): string[] {
  if (groups.length === 0) return [];
  const named = groups.slice(0, MOST).map(({ name, uuid }) => `"${nameText(name)}" (${uuid})`);
  const more = groups.length > MOST ? [`${groups.length - MOST} more`] : [];
  return [`${what} ${[...named, ...more].join(", ")}`];
}
