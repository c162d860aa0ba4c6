import { SecurityGroupsError } from "../../errors";
import { longWaits } from "../../run/open-operations";
import { PollSchedule, pollUntil } from "../../sync/poll";
import type { E24cloudWork } from "../api/session";
import { requireReadable } from "../api/group-reader";
import type { Group } from "../api/group";

/** What an operation on one group works with. */
export interface GroupWork extends E24cloudWork {
  /** The group's id. */
  readonly id: string;
}

/** Looks for something that was sent and whose answer was lost: about a minute with the default pauses. */
export const POLLS_AFTER_LOST_ANSWER = 27;
/** For what may well not come: a write that was refused, perhaps only because it was a repetition. */
export const FEW_POLLS = 6;

/**
 * Polls at once, then at the minimum interval, and more slowly the longer it takes, until there is something to find. Undefined if the polls are used up or
 * time is.
 */
export async function pollFor<T>(
  work: E24cloudWork,
  probe: () => Promise<T | undefined>,
  polls = Number.POSITIVE_INFINITY,
  goal = "the server to show what was sent",
): Promise<T | undefined> {
  const { session, deadline } = work;
  const schedule = new PollSchedule(session.settings.pollInterval);
  const pause = (poll: number, age: number) => (poll === 0 ? 0 : schedule.next(age));
  const line = { print: work.note, goal: () => goal, left: () => deadline.left };
  return longWaits(work.run).during(line, (polled) => pollUntil(probe, { deadline, pause, polls, polled }));
}

/** The group as it is now. @throws {SecurityGroupsError} where it is gone or cannot be read */
export const currentGroup = async (work: GroupWork): Promise<Group> => requireReadable(await readNow(work));

/** The group once it shows something, be all of it readable or not; undefined where that does not come. */
export async function waitUntilShown(
  work: GroupWork,
  shows: (group: Group) => boolean,
  polls?: number,
): Promise<Group | undefined> {
  const poll = async () => {
    const group = await readNow(work);
    return shows(group) ? group : undefined;
  };
  return pollFor(work, poll, polls);
}

async function readNow({ session, client, id }: GroupWork): Promise<Group> {
  const group = await session.reader.one(client, id);
  if (group !== undefined) return group;
  throw goneError(id);
}

export const goneError = (id: string) =>
  new SecurityGroupsError(`group ${id} is gone. Run \`pulumi up --refresh\` to recreate it`);
