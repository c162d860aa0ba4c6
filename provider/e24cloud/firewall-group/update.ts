import type { Props, Stored } from "../../kit/handlers";
import type { E24cloudWork } from "../api/cloud";
import { requireReadable } from "../api/group-reader";
import type { Group } from "../api/schema";
import { configureGroup, guardServers } from "./apply";
import { differingInputs } from "./diff";
import { type FirewallGroupInputs, readSomeInputs } from "./inputs";
import { leavingServers, programFirewalls } from "./servers";
import { hasSecretMembers, type Marks, marksOf, ownerIn, lateDefaultsIn } from "./state";
import { goneError } from "./wait";

/** Inputs that say what a group should be; the others only say how to go about it. */
const SERVER_SIDE: readonly string[] = [
  "rules",
  "virtualMachines",
  "users",
  "resources",
  "active",
  "exclusiveMembers",
  "defaultRules",
];

/** Makes the group what the new inputs say. Where only settings of this package changed, nothing is sent. */
export async function updateGroup(
  work: E24cloudWork,
  id: string,
  olds: Props,
  wanted: FirewallGroupInputs,
): Promise<Stored> {
  const before = readSomeInputs(olds);
  const { unfinished, ...marks } = marksOf(olds);
  const late = wanted.defaultRules === "remove" ? lateDefaultsIn(olds) : undefined;
  if (
    !unfinished &&
    late === undefined &&
    !differingInputs(before, wanted).some((field) => SERVER_SIDE.includes(field))
  ) {
    const { owner, permissions, attached, unmanagedRules } = olds;
    const visible = hasSecretMembers(wanted) ? undefined : attached;
    const outputs = { owner, permissions, attached: visible, unmanagedRules };
    return { id, outs: { ...wanted, ...outputs, ...kept(marks) } };
  }
  const group = await groupInState(work, id, olds);
  const { guard } = wanted;
  await guardServers(work, group, leavingServers(group, wanted, before), { guard, active: before.active });
  programFirewalls(work.run).has(id, { name: wanted.name, active: wanted.active ?? before.active });
  // State of an older version has no other rules where the program has given secret ones up.
  const mayHaveSecrets = before.rules === undefined && olds["unmanagedRules"] === undefined;
  const configuration = { wanted, before, unfinished, ...marks, late, group, mayHaveSecrets };
  return { id, outs: await configureGroup({ ...work, id }, configuration) };
}

/** @throws {SecurityGroupsError} where it is gone, may be another account's, or cannot be read */
async function groupInState({ session, client }: E24cloudWork, id: string, olds: Props): Promise<Group> {
  const group = await session.reader.one(client, id);
  if (group !== undefined) return requireReadable(group);
  await session.visibility.requireGone(id, ownerIn(olds));
  throw goneError(id);
}

/** Marks that say something. */
const kept = ({ notUpdatable, unseenAdds }: Pick<Marks, "notUpdatable" | "unseenAdds">) => ({
  notUpdatable,
  unseenAdds: unseenAdds || undefined,
});
