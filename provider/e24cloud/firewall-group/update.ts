import { SecurityGroupsError } from "../../core/errors";
import { Deadline } from "../../core/sync/wait";
import { changedInputs } from "./diff";
import { furnish } from "./configure";
import { guardServers, leavingServers } from "./guard-servers";
import { readInputs, readSomeInputs, timeoutOf } from "./inputs";
import type { Session } from "../api/session";

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
  session: Session,
  id: string,
  olds: Record<string, unknown>,
  news: unknown,
) {
  const wanted = readInputs(news);
  const before = readSomeInputs(olds);
  const isUnfinished = olds.unfinished === true;
  if (!isUnfinished && !changedInputs(before, wanted).some((field) => SERVER_SIDE.includes(field))) {
    const { owner, permissions, attached } = olds;
    return { ...wanted, owner, permissions, attached: wanted.secretMembers ? undefined : attached };
  }
  const group = await session.reader.one(id);
  if (group === undefined) {
    throw new SecurityGroupsError(`group ${id} is gone. Run \`pulumi up --refresh\` to make it anew`);
  }
  await guardServers(session, group, leavingServers(group, wanted, before), wanted);
  const work = { session, id, deadline: new Deadline(timeoutOf(wanted, "update")) };
  return furnish(work, { wanted, before, group });
}
