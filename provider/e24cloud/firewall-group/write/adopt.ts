import { SecurityGroupsError } from "../../../errors";
import { nameText } from "../../../text/printable";
import type { E24cloudWork } from "../../api/cloud";
import type { Group } from "../../api/group";
import type { FirewallGroupInputs } from "../inputs";

/** The existing group to adopt: by its id or by its name. Undefined if there is none of that name. */
export async function groupToAdopt(
  { session, client }: E24cloudWork,
  { adopt, name }: FirewallGroupInputs,
): Promise<Group | undefined> {
  if (adopt === undefined) return undefined;
  const groups = await session.reader.list(client);
  if (adopt === true) {
    const [found, ...others] = groups.filter((group) => group.name === name);
    if (others.length === 0) return found;
    const ids = [found, ...others].map((group) => group?.id).join(", ");
    throw new SecurityGroupsError(`several groups have this name: say which by its id in adopt: ${ids}`);
  }
  const group = groups.find(({ id }) => id === adopt) ?? (await session.reader.one(client, adopt));
  if (group === undefined) throw new SecurityGroupsError(`there is no group ${adopt} to adopt`);
  if (group.name === name) return group;
  throw new SecurityGroupsError(
    `group ${adopt} is named "${nameText(group.name)}", and e24cloud can't rename groups: set name: "${group.name}" to adopt it`,
  );
}
