import { setTimeout as sleep } from "node:timers/promises";
import { delayBefore } from "../../core/http/backoff";
import { SecurityGroupsError } from "../../core/errors";
import type { Deadline } from "../../core/sync/wait";
import type { Session } from "../api/session";
import type { Group } from "../api/schema";

/** What an operation on one group works with. */
export interface Work {
  session: Session;
  /** The group's id. */
  id: string;
  deadline: Deadline;
}

/** After so many looks a write that shows no effect counts as one that had none. */
const LOOKS = 7;
/** For what may well not come: a write that was refused, perhaps only because it was a repetition. */
export const FEW_LOOKS = 4;

/** Looks, at once and then after growing pauses, until there is something to find or the looks are used up. */
export async function lookFor<T>(
  { session, deadline }: Omit<Work, "id">,
  probe: () => Promise<T | undefined>,
  looks = LOOKS,
): Promise<T | undefined> {
  const { pollInterval } = session.settings;
  const backoff = { first: pollInterval, factor: 1.5, longest: pollInterval * 5 };
  for (let look = 0; ; look += 1) {
    const found = await probe();
    if (found !== undefined || look === looks - 1 || deadline.left === 0) return found;
    await sleep(Math.min(delayBefore(look, backoff), deadline.left) * 1000);
  }
}

/**
 * The group once it shows what was done, or as it is after some looks: the server works from a queue, and tells
 * nothing of how far it is.
 */
export async function settled(work: Work, shows: (group: Group) => boolean, looks = LOOKS): Promise<Group> {
  let seen: Group | undefined;
  const look = async () => {
    seen = await work.session.reader.one(work.id);
    return seen !== undefined && shows(seen) ? seen : undefined;
  };
  const group = (await lookFor(work, look, looks)) ?? seen;
  if (group !== undefined) return group;
  throw new SecurityGroupsError(`group ${work.id} is gone`);
}
