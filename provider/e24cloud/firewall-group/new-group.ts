import { messageOf, SecurityGroupsError } from "../../core/errors";
import { isAnswerLost } from "../../core/http/errors";
import { isDefaultRule } from "./rules/default-rules";
import { isRefusal } from "../api/refusals";
import { fromWire } from "../rule/rule";
import type { E24cloudWork } from "../api/cloud";
import { type E24cloudSession, write } from "../api/session";
import { lookFor, LOST_LOOKS } from "./wait";
import type { Group } from "../api/schema";

/**
 * Makes a group and tells its id. Where the answer is lost, the group is looked for: one of that name that was not
 * there before and that nobody has put anything into.
 */
export async function newGroup(work: E24cloudWork, name: string): Promise<string> {
  const { session } = work;
  const before = await session.idsBefore();
  const isNew = (group: Group) => group.name === name && !before.has(group.id);
  try {
    const answered = await write(work, (client) => client.create(name));
    const made = answered.find((group) => isNew(group) && session.claim(group.id));
    if (made !== undefined) return made.id;
  } catch (error) {
    if (isRefusal(error)) throw await refused(work, name, error);
    if (!isAnswerLost(error)) throw error;
  }
  const found = await lookFor(work, () => emptyGroup(work, isNew), LOST_LOOKS);
  if (found !== undefined) return found;
  throw new SecurityGroupsError(
    "the answer was lost, and no new group of this name has come up since. Run `pulumi up` again; should the " +
      "group come up later, take it over with adopt: true",
  );
}

/** Takes a group that nobody has put anything into. */
async function emptyGroup(
  { session, client }: E24cloudWork,
  isNew: (group: Group) => boolean,
): Promise<string | undefined> {
  for (const { id } of (await session.reader.list(client)).filter(isNew)) {
    const group = await session.reader.one(client, id);
    if (group !== undefined && isEmpty(group) && session.claim(id)) return id;
  }
  return undefined;
}

function isEmpty({ users, virtualMachines, resources, rules }: Group): boolean {
  const members = users.length + virtualMachines.length + resources.length;
  return members === 0 && rules.map(fromWire).every(({ rule }) => isDefaultRule(rule));
}

/** Why a group was not made. No server is known to refuse a name that is taken, and none is known not to. */
async function refused(
  { session, client }: E24cloudWork,
  name: string,
  error: unknown,
): Promise<SecurityGroupsError> {
  const others = await session.reader.list(client).catch(() => []);
  const taken = others.filter((group) => group.name === name).map(({ id }) => id);
  const hint =
    taken.length === 0
      ? ""
      : `. There is a group of this name, ${taken.join(", ")}: take it over with adopt: true, or choose another name`;
  return new SecurityGroupsError(messageOf(error) + hint, { cause: error });
}

/** The id of a group that is there already. With `true`: the one of that name, or a new one where there is none. */
export async function adoptedGroup(work: E24cloudWork, name: string, adopt: true | string): Promise<string> {
  const groups = await work.session.reader.list(work.client);
  if (adopt === true) {
    const [found, ...others] = groups.filter((group) => group.name === name);
    if (found === undefined) return newGroup(work, name);
    if (others.length === 0) return claimed(work.session, found);
    const ids = [found, ...others].map(({ id }) => id).join(", ");
    throw new SecurityGroupsError(`several groups have this name: say which by its id in adopt: ${ids}`);
  }
  const group = groups.find(({ id }) => id === adopt) ?? (await work.session.reader.one(work.client, adopt));
  if (group === undefined) throw new SecurityGroupsError(`there is no group ${adopt} to adopt`);
  if (group.name === name) return claimed(work.session, group);
  throw new SecurityGroupsError(
    `group ${adopt} is named "${group.name}", and e24cloud can't rename groups: set name: "${group.name}" to adopt it`,
  );
}

function claimed(session: E24cloudSession, { id }: Group): string {
  if (session.claim(id)) return id;
  throw new SecurityGroupsError(`group ${id} belongs to another resource of this program already`);
}
