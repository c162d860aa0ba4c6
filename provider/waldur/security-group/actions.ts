import { SecurityGroupsError } from "../../core/errors";
import { Deadline } from "../../core/sync/wait";
import { errorReason, isErred } from "../api/group-state";
import { parseId } from "../api/ids";
import { presentGroup, pulledGroup } from "./readiness";
import { waldurSession } from "../api/session";
import type { WaldurSettings } from "../api/settings";
import type { WireGroup } from "../api/schema";

/** Seconds after which a pull counts as lost. */
const PULL_TIMEOUT = 900;

/**
 * Lets Waldur take over what OpenStack has for a group, and waits for the end of that.
 * @param group uuid or URL
 * @throws {SecurityGroupsError} where OpenStack could not be read
 */
export async function pullSecurityGroup(settings: WaldurSettings, group: string): Promise<WireGroup> {
  const session = waldurSession(settings);
  const before = await presentGroup(session, idOf(group));
  const pulled = await pulledGroup(session, before, new Deadline(PULL_TIMEOUT));
  if (!isErred(pulled)) return pulled;
  throw new SecurityGroupsError(`OpenStack could not be read: ${errorReason(pulled)}`);
}

/** Makes Waldur forget a group, which OpenStack keeps. Needs the token of a staff user. */
export async function unlinkSecurityGroup(settings: WaldurSettings, group: string): Promise<void> {
  await waldurSession(settings).client.unlinkGroup(idOf(group));
}

function idOf(group: string): string {
  const id = parseId(group);
  if (id === undefined)
    throw new SecurityGroupsError(`${group} is no security group: write its uuid or its URL`);
  return id;
}
