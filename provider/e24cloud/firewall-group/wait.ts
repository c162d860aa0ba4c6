import { SecurityGroupsError } from "../../core/errors";
import { delayBefore } from "../../core/http/backoff";
import type { E24cloudWork } from "../api/cloud";
import type { Group } from "../api/schema";

/** What an operation on one group works with. */
export interface GroupWork extends E24cloudWork {
  /** The group's id. */
  readonly id: string;
}

/** After so many looks a write that shows no effect counts as one that had none. */
const LOOKS = 7;
/** For what may well not come: a write that was refused, perhaps only because it was a repetition. */
export const FEW_LOOKS = 4;

/** Looks, at once and then after growing pauses, until there is something to find or the looks are used up. */
export async function lookFor<T>(
  { session, deadline }: E24cloudWork,
  probe: () => Promise<T | undefined>,
  looks = LOOKS,
): Promise<T | undefined> {
  const { pollInterval } = session.settings;
  const backoff = { first: pollInterval, factor: 1.5, longest: pollInterval * 5 };
  for (let look = 0; ; look += 1) {
    const found = await probe();
    if (found !== undefined || look === looks - 1 || deadline.isOver) return found;
    await deadline.pause(delayBefore(look, backoff));
  }
}

/**
 * The group once it shows what was done, or as it is after some looks: the server works from a queue, and tells
 * nothing of how far it is.
 */
export async function settled(
  work: GroupWork,
  shows: (group: Group) => boolean,
  looks = LOOKS,
): Promise<Group> {
  let seen: Group | undefined;
  const look = async () => {
    seen = await work.session.reader.one(work.client, work.id);
    return seen !== undefined && shows(seen) ? seen : undefined;
  };
  const group = (await lookFor(work, look, looks)) ?? seen;
  if (group !== undefined) return group;
  throw new SecurityGroupsError(`group ${work.id} is gone`);
}
