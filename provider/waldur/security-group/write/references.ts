import { nameText } from "../../../text/printable";
import type { WaldurWork } from "../../api/cloud";
import type { WireGroup } from "../../api/schema";

/** The rules of other groups that name this one, as `2 rules of "web" (1f0c…)`. */
export async function referringRules(
  { session, client, deadline }: WaldurWork,
  { uuid, tenant_uuid }: WireGroup,
): Promise<string[]> {
  const view = session.tenant(tenant_uuid);
  const groups = await deadline.within(view.all());
  const named = [...groups.values()].filter(
    (group) => group.uuid !== uuid && !session.deleted.has(group.uuid) && count(group, uuid) > 0,
  );
  // The list may be some seconds old, and a group in it may be gone or changed by now.
  const present = await Promise.all(named.map((group) => view.one(group.uuid, client)));
  return present.flatMap((group) => {
    const rules = group === undefined ? 0 : count(group, uuid);
    if (group === undefined || rules === 0) return [];
    return [`${rules} ${rules === 1 ? "rule" : "rules"} of "${nameText(group.name)}" (${group.uuid})`];
  });
}

const count = ({ rules }: WireGroup, group: string) =>
  rules.filter(({ remote_group_uuid }) => remote_group_uuid === group).length;
