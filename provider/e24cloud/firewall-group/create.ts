import type { Stored } from "../../kit/handlers";
import { type Owner, ownership } from "../../run/resources";
import { type E24cloudWork, write } from "../api/session";
import type { FirewallGroupInputs } from "./inputs";
import { programFirewalls, leavingServers } from "./servers";
import { currentGroup, pollFor, POLLS_AFTER_LOST_ANSWER } from "./wait";
import { groupToAdopt, groupTakenOver, ownedGroup } from "./existing";
import { configureGroup, guardServers } from "./apply";
import { messageOf, SecurityGroupsError } from "../../errors";
import { takenNameText } from "../../kit/program-context";
import type { Group } from "../api/group";
import { isEmptyGroup, reportedNames, namedGroups } from "./state";
import { type Outcome, awaitOutcome } from "./reconcile";

/** Makes or adopts a group, then gives it its rules, its members and the state of its switch. */
export async function createGroup(
  work: E24cloudWork,
  inputs: FirewallGroupInputs,
  owner: Owner,
): Promise<Stored> {
  const adopted = await groupToAdopt(work, inputs);
  if (adopted === undefined) {
    const id = await newGroup(work, inputs.name);
    programFirewalls(work.run).has(id, { name: inputs.name, active: inputs.active ?? false });
    ownership(work.run).take(owner, [ownedGroup(id)]);
    return { id, outs: await configureGroup({ ...work, id }, { wanted: inputs, before: {} }) };
  }
  const { id } = adopted;
  ownership(work.run).take(owner, [groupTakenOver(id)]);
  programFirewalls(work.run).has(id, inputs);
  const group = await currentGroup({ ...work, id });
  // Whether its firewall is on is not known before.
  const { guard } = inputs;
  await guardServers(work, group, leavingServers(group, inputs, {}), { guard });
  return { id, outs: await configureGroup({ ...work, id }, { wanted: inputs, before: {}, group }) };
}

/**
 * Creates a group and returns its id, or uses the empty group of that name which the preview has named.
 *
 * Only a group that is new, empty and the only such one counts as made by this call: an answer may be lost, may hold other
 * groups as well, and other writers make groups too.
 */
export async function newGroup(work: E24cloudWork, name: string): Promise<string> {
  const { session } = work;
  const before = await work.deadline.within(session.groupsBefore());
  const named = before.filter((group) => group.name === name && !session.isClaimed(group.id));
  const left = await findUnusedGroup(work, named);
  if (left !== undefined) return left;
  // A preview that could not read the list has not reported them.
  if (named.length > 0 && !reportedNames(work.run).has(name))
    throw new SecurityGroupsError(
      takenNameText(
        "account",
        named.map(({ id }) => id),
      ),
    );

  const known = new Set(before.map(({ id }) => id));
  const isNew = (group: Group) => group.name === name && !known.has(group.id);
  const { outcome, answered } = await make(work, name);
  if (outcome.kind === "refused") throw await refused(work, name, outcome.error);
  const created = answered.filter(isNew);
  const [made] = created;
  if (made !== undefined && answered.length === 1 && isEmptyGroup(made) && session.claim(made.id))
    return made.id;
  return pollForNew(work, isNew, { outcome, created });
}

async function make(
  work: E24cloudWork,
  name: string,
): Promise<{ outcome: Outcome; answered: readonly Group[] }> {
  let answered: readonly Group[] = [];
  const outcome = await awaitOutcome(
    write(work, async (client) => {
      answered = await client.create(name);
    }),
  );
  return { outcome, answered };
}

async function pollForNew(
  work: E24cloudWork,
  isNew: (group: Group) => boolean,
  { outcome, created }: { outcome: Outcome; created: readonly Group[] },
): Promise<string> {
  const { session, client, deadline } = work;
  // What the answer holds, but not empty, is perhaps what was made all the same: then nothing else will come up.
  const filled = created.filter((group) => !isEmptyGroup(group)).map(({ id }) => id);
  const accepted = outcome.kind === "accepted";
  let failure: unknown = outcome.kind === "lost" ? outcome.error : undefined;
  const poll = async () => {
    const found = await findEmptyGroups(work, (await session.reader.list(client)).filter(isNew));
    const [only, ...more] = found;
    if (more.length === 0) return only;
    const ids = found.map(({ id }) => id).join(", ");
    throw new Ambiguous(
      `${found.length} empty groups of this name were created at the same time (${ids}): ` +
        "set adopt to the id of one",
    );
  };
  const found = await pollFor(
    work,
    poll,
    accepted && filled.length === 0 ? undefined : POLLS_AFTER_LOST_ANSWER,
  ).catch((error: unknown) => {
    if (error instanceof Ambiguous) throw error;
    failure = error;
    return undefined;
  });
  if (found !== undefined && session.claim(found.id)) return found.id;
  if (filled.length > 0) {
    throw new SecurityGroupsError(
      `the answer contains a group that is not empty (${filled.join(", ")}), which may not be the new one. If it ` +
        "is, set adopt to its id",
      { cause: failure },
    );
  }
  const mayBe =
    "no new group of this name is visible yet, but one may have been created. Run pulumi again: its preview shows which empty " +
    "group it will use";
  if (deadline.isOver) throw deadline.error(`waiting for the new group: ${mayBe}`, failure);
  throw new SecurityGroupsError(`${messageOf(failure)}, and ${mayBe}`, { cause: failure });
}

class Ambiguous extends SecurityGroupsError {}

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
      : `. There is a group of this name, ${taken.join(", ")}: adopt it with adopt: true, or choose another name`;
  return new SecurityGroupsError(messageOf(error) + hint, { cause: error });
}

/**
 * The id of the empty group of a name that the preview has said will be used. An `up` that heard no answer may have left
 * it; one that no preview has named may be somebody else's.
 *
 * @throws {SecurityGroupsError} where there are others
 */
async function findUnusedGroup(work: E24cloudWork, named: readonly Group[]): Promise<string | undefined> {
  const empty = await findEmptyGroups(work, named);
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

/** Those that no resource of this run has and that are empty. */
async function findEmptyGroups(
  { session, client }: E24cloudWork,
  groups: readonly Group[],
): Promise<Group[]> {
  const free = groups.filter(({ id }) => !session.isClaimed(id));
  const whole = await Promise.all(free.map(({ id }) => session.reader.one(client, id)));
  return whole.filter((group) => group !== undefined).filter(isEmptyGroup);
}
