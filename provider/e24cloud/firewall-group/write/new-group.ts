import { messageOf, SecurityGroupsError } from "../../../core/errors";
import type { E24cloudWork } from "../../api/cloud";
import type { Group } from "../../api/schema";
import { write } from "../../api/session";
import { isEmptyGroup, namedGroups } from "../empty-group";
import { lookFor, LOST_LOOKS } from "../wait/wait";
import { type Outcome, outcomeOf } from "./outcome";

/**
 * Makes a group and tells its id, or uses the empty group of that name which the preview has named.
 *
 * Only a group that is new, empty and the only such one counts as made by this call: an answer may be lost, may hold other
 * groups as well, and other writers make groups too.
 */
export async function newGroup(work: E24cloudWork, name: string): Promise<string> {
  const { session } = work;
  const before = await session.groupsBefore();
  const left = await leftOver(
    work,
    before.filter((group) => group.name === name),
  );
  if (left !== undefined) return left;

  const known = new Set(before.map(({ id }) => id));
  const isNew = (group: Group) => group.name === name && !known.has(group.id);
  const { outcome, answered } = await make(work, name);
  if (outcome.kind === "refused") throw await refused(work, name, outcome.error);
  const [made, ...others] = answered.filter(isNew).filter(isEmptyGroup);
  if (made !== undefined && others.length === 0 && answered.length === 1 && session.claim(made.id)) {
    return made.id;
  }
  return lookForNew(work, isNew, outcome);
}

/** An empty group of that name was perhaps left by an `up` that heard no answer, or is somebody else's. */
async function leftOver(work: E24cloudWork, named: readonly Group[]): Promise<string | undefined> {
  const empty = await emptyOnes(work, named);
  const [only, ...more] = empty;
  if (only === undefined) return undefined;
  const ids = empty.map(({ id }) => id).join(", ");
  if (more.length === 0 && namedGroups(work.run).get(only.name) === only.id && work.session.claim(only.id)) {
    return only.id;
  }
  const [there, adopt] =
    more.length === 0
      ? ["is an empty group", `adopt: "${ids}"`]
      : [`are ${empty.length} empty groups`, "adopt to the id of one"];
  throw new SecurityGroupsError(
    `there ${there} of this name already (${ids}), perhaps left by an up whose answer was lost: set ${adopt} to use it, or ` +
      "choose another name",
  );
}

async function make(
  work: E24cloudWork,
  name: string,
): Promise<{ outcome: Outcome; answered: readonly Group[] }> {
  let answered: readonly Group[] = [];
  const outcome = await outcomeOf(
    write(work, async (client) => {
      answered = await client.create(name);
    }),
  );
  return { outcome, answered };
}

async function lookForNew(
  work: E24cloudWork,
  isNew: (group: Group) => boolean,
  outcome: Outcome,
): Promise<string> {
  const { session, client, deadline } = work;
  const accepted = outcome.kind === "accepted";
  let failure: unknown = outcome.kind === "lost" ? outcome.error : undefined;
  const look = async () => {
    const found = await emptyOnes(work, (await session.reader.list(client)).filter(isNew));
    const [only, ...more] = found;
    if (more.length === 0) return only;
    const ids = found.map(({ id }) => id).join(", ");
    throw new Ambiguous(
      `${found.length} empty groups of this name have come up at once (${ids}), and nobody can tell which is this one: ` +
        "set adopt to the id of one",
    );
  };
  const found = await lookFor(work, look, accepted ? undefined : LOST_LOOKS).catch((error: unknown) => {
    if (error instanceof Ambiguous) throw error;
    failure = error;
    return undefined;
  });
  if (found !== undefined && session.claim(found.id)) return found.id;
  const mayBe =
    "no new group of this name shows, but one may be there or come yet. Run `pulumi up` again: its preview tells which empty " +
    "group it will use";
  if (deadline.isOver) throw deadline.error(`waiting for the new group: ${mayBe}`, failure);
  throw new SecurityGroupsError(`${messageOf(failure)}, and ${mayBe}`, { cause: failure });
}

class Ambiguous extends SecurityGroupsError {}

/** Those that nobody of this run has and nobody has put anything into. */
async function emptyOnes({ session, client }: E24cloudWork, groups: readonly Group[]): Promise<Group[]> {
  const free = groups.filter(({ id }) => !session.isClaimed(id));
  const whole = await Promise.all(free.map(({ id }) => session.reader.one(client, id)));
  return whole.filter((group) => group !== undefined).filter(isEmptyGroup);
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
