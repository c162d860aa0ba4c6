import type { WaldurWork } from "../../api/cloud";
import type { WireGroup } from "../../api/schema";
import type { WaldurSession } from "../../api/session";

/** What a group is replaced by. */
export interface Successor {
  readonly tenant: string;
  readonly name: string;
}

const keyOf = ({ tenant, name }: Successor) => `${tenant} ${name}`;

/** Leaves a group that OpenStack has kept to the resource that takes the place of the old one in this run. */
export function leaveToSuccessor({ session, info }: WaldurWork, heir: Successor, { uuid }: WireGroup): void {
  session.keptInOpenStack.set(keyOf(heir), uuid);
  info(`OpenStack has kept the group, which Waldur has as ${uuid} now: it is adopted as it is`);
}

/** The id of the group that has been left to a resource. */
export const groupLeftTo = (session: WaldurSession, heir: Successor): string | undefined =>
  session.keptInOpenStack.get(keyOf(heir));
