import type { Group } from "../api/group";
import type { FirewallGroupInputs } from "./inputs";
import { memberSteps, virtualMachineIds } from "./members";

type Inputs = Partial<FirewallGroupInputs>;

/** The servers that an update, or an adoption, detaches from a group. */
export function dismissedServers(group: Group, wanted: Inputs, before: Inputs = {}): string[] {
  const { exclusiveMembers: exclusive = false } = wanted;
  return memberSteps(group, { members: wanted, exclusive, formerly: before })
    .filter(({ kind, attach }) => kind === "virtualMachines" && !attach)
    .map(({ memberId }) => memberId);
}

/** The servers among some that are in none of the other groups. */
export function bareServers(leaving: readonly string[], others: readonly Group[]): string[] {
  const elsewhere = new Set(others.flatMap(virtualMachineIds));
  return leaving.filter((server) => !elsewhere.has(server));
}

export function bareServersText(bare: readonly string[]): string {
  const one = bare.length === 1;
  return (
    `${one ? "server" : "servers"} ${bare.join(", ")} ${one ? "is" : "are"} in no other firewall group ` +
    "and will be open to all traffic"
  );
}
