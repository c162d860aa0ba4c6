import { SecurityGroupsError } from "../../core/errors";
import { Deadline } from "../../core/http/deadline";
import { Run } from "../../core/run/run";
import { printable } from "../../core/text/printable";
import type { WaldurWork } from "../api/cloud";
import { errorReason, isErred } from "../api/group-state";
import { parseId } from "../api/ids";
import type { WireGroup } from "../api/schema";
import { waldurSession } from "../api/session";
import type { WaldurSettings } from "../api/settings";
import { presentGroup, pulledGroup } from "./wait/readiness";

/** Seconds after which an action counts as lost. */
const TIMEOUT = 900;

/**
 * Lets Waldur take over what OpenStack has for a group, and waits for the end of that.
 * @param group uuid or URL
 * @throws {SecurityGroupsError} where OpenStack could not be read
 */
export async function pullSecurityGroup(settings: WaldurSettings, group: string): Promise<WireGroup> {
  const work = workFor(settings);
  const pulled = await pulledGroup(work, await presentGroup(work, idOf(group), undefined));
  if (!isErred(pulled)) return pulled;
  throw new SecurityGroupsError(`OpenStack could not be read: ${errorReason(pulled)}`);
}

/** Makes Waldur forget a group, which OpenStack keeps. Needs the token of a staff user. */
export async function unlinkSecurityGroup(settings: WaldurSettings, group: string): Promise<void> {
  await workFor(settings).client.unlinkGroup(idOf(group));
}

function workFor(settings: WaldurSettings): WaldurWork {
  const run = new Run();
  const session = waldurSession(settings, run);
  const deadline = new Deadline(TIMEOUT);
  const client = session.client.within({ deadline });
  const tell = (line: string) => console.log(printable(line));
  return { run, session, client, deadline, tell, warn: tell, say: tell };
}

function idOf(group: string): string {
  const id = parseId(group);
  if (id !== undefined) return id;
  throw new SecurityGroupsError(`${group} is not a security group: write its uuid or its URL`);
}
