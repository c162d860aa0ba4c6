import { SecurityGroupsError } from "../../errors";
import { AuthenticationError, ForeignAnswerError } from "../../http/errors";
import { Deadline } from "../../http/deadline";
import { Run } from "../../run/run";
import { printable } from "../../text/printable";
import { type WaldurWork, waldurSession } from "../api/session";
import { GroupFailure } from "../api/failures";
import { errorReason, isErred, isUnfinished, type WireGroup } from "../api/schema";
import { pathId } from "../api/ids";
import type { WaldurSettings } from "../api/settings";
import { requireGroup, pullGroup, StuckError } from "./wait";

/** Seconds after which an action counts as lost. */
const TIMEOUT = 900;
/** Seconds for which a call that fails transiently is tried again. */
const PATIENCE = 60;

/**
 * Makes Waldur read a group from OpenStack, and waits for it.
 * @param group uuid or URL
 * @throws {SecurityGroupsError} where OpenStack could not be read
 */
export async function pullSecurityGroup(settings: WaldurSettings, group: string): Promise<WireGroup> {
  const work = workFor(settings);
  const present = await requireGroup(work, pathId("security group", group), undefined);
  if (isUnfinished(present)) throw new StuckError(present);
  if (present.backend_id === "") {
    throw new GroupFailure(
      "the group was never created in OpenStack, so there is nothing to pull",
      "Run pulumi up in its program to recreate it.",
    );
  }
  const pulled = await pullGroup(work, present);
  if (!isErred(pulled)) return pulled;
  throw new SecurityGroupsError(`OpenStack could not be read: ${errorReason(pulled)}`);
}

/** Makes Waldur forget a group, which OpenStack keeps. Needs the token of a staff user. */
export async function unlinkSecurityGroup(settings: WaldurSettings, group: string): Promise<void> {
  await workFor(settings).client.unlinkGroup(pathId("security group", group)).catch(forStaff);
}

/**
 * Marks a group as in error that Waldur does not finish: the next `pulumi up` repairs it. Needs the token of a staff user,
 * and a Waldur from 2026-02 on.
 */
export async function setSecurityGroupErred(settings: WaldurSettings, group: string): Promise<void> {
  const id = pathId("security group", group);
  const { client } = workFor(settings);
  await client.setErred(id).catch((error: unknown) => {
    if (!(error instanceof ForeignAnswerError)) return forStaff(error);
    throw new GroupFailure("this Waldur does not have set_erred", `Use waldur unlink ${id} instead.`, {
      cause: error,
    });
  });
}

function forStaff(error: unknown): never {
  if (!(error instanceof AuthenticationError) || error.status !== 403) throw error;
  throw new GroupFailure(
    `Waldur does not allow this to the token's user (${error.reason})`,
    "Only staff may do that: set WALDUR_ACCESS_TOKEN to the token of a staff user.",
    { cause: error },
  );
}

function workFor(settings: WaldurSettings): WaldurWork {
  const run = new Run();
  const session = waldurSession(settings, run);
  const deadline = new Deadline(TIMEOUT);
  const client = session.client.within({ deadline, patience: PATIENCE });
  const print = (line: string) => console.log(printable(line));
  return { run, session, client, deadline, info: print, warn: print, note: print };
}
