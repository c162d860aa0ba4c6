import type { WaldurWork } from "../../api/cloud";
import type { WireGroup } from "../../api/schema";
import type { WaldurSession } from "../../api/session";

/** What a group is replaced by. */
export interface Heir {
  readonly tenant: string;
  readonly name: string;
}

const keyOf = ({ tenant, name }: Heir) => `${tenant} ${name}`;

/** Leaves a group that OpenStack has kept to the resource that takes the place of the old one in this run. */
export function leaveTo({ session, tell }: WaldurWork, heir: Heir, { uuid }: WireGroup): void {
  session.keptInOpenStack.set(keyOf(heir), uuid);
  tell(`OpenStack has kept the group, which Waldur has as ${uuid} now: it is adopted as it is`);
}

/** The id of the group that has been left to a resource. */
export const leftTo = (session: WaldurSession, heir: Heir): string | undefined =>
  session.keptInOpenStack.get(keyOf(heir));
