import { SecurityGroupsError } from "../../../core/errors";
import type { E24cloudWork } from "../../api/cloud";
import type { Group } from "../../api/group";
import type { FirewallGroupInputs } from "../inputs";
import { virtualMachineIds } from "../members";
import { bareServers, bareServersText, dismissedServers } from "../unfiltered-servers";

type Inputs = Partial<FirewallGroupInputs>;

/** The servers of a group whose firewall is on that the group will no longer filter after an update. */
export function leavingServers(group: Group, wanted: FirewallGroupInputs, before: Inputs): string[] {
  if (before.active !== true) return [];
  return wanted.active === false ? virtualMachineIds(group) : dismissedServers(group, wanted, before);
}

/**
 * Says, or with `guard: "error"` refuses, what would leave servers unfiltered: a server in no other group
 * lets everything through. Whether the firewalls of its other groups are on can't be known.
 */
export async function guardServers(
  { session, client, warn }: E24cloudWork,
  { id }: Group,
  leaving: readonly string[],
  { guard = "warn" }: Inputs,
): Promise<void> {
  if (leaving.length === 0) return;
  const others = (await session.reader.list(client)).filter((group) => group.id !== id);
  const bare = bareServers(leaving, others);
  if (bare.length === 0) return;
  const text = bareServersText(bare);
  if (guard === "error") {
    const them = bare.length === 1 ? "it" : "them";
    throw new SecurityGroupsError(
      `${text}. Put ${them} into another group first, or set guard: "warn" and run pulumi up before the group is deleted or ` +
        "replaced",
    );
  }
  warn(text);
}
