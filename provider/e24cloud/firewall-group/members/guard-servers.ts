import { SecurityGroupsError } from "../../../core/errors";
import type { FirewallGroupInputs } from "../inputs";
import { memberSteps, virtualMachineIds } from "./members";
import type { E24cloudWork } from "../../api/cloud";
import type { Group } from "../../api/schema";

type Inputs = Partial<FirewallGroupInputs>;

/** The servers of a group whose firewall is on that the group will no longer filter after an update. */
export function leavingServers(group: Group, wanted: FirewallGroupInputs, before: Inputs): string[] {
  if (before.active !== true) return [];
  if (wanted.active === false) return virtualMachineIds(group);
  const { exclusiveMembers: exclusive = false } = wanted;
  return memberSteps(group, { members: wanted, exclusive, formerly: before })
    .filter(({ kind, attach }) => kind === "virtualMachines" && !attach)
    .map(({ memberId }) => memberId);
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
  const elsewhere = new Set(others.flatMap(virtualMachineIds));
  const bare = leaving.filter((server) => !elsewhere.has(server));
  if (bare.length === 0) return;
  const one = bare.length === 1;
  const text =
    `${one ? "server" : "servers"} ${bare.join(", ")} ${one ? "is" : "are"} in no other firewall group ` +
    "and will be open to all traffic";
  if (guard === "error") {
    throw new SecurityGroupsError(
      `${text}. Put ${one ? "it" : "them"} into another group first, or set guard: "warn"`,
    );
  }
  warn(text);
}
