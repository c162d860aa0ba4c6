import { Deadline } from "../../core/sync/wait";
import { furnish } from "./configure";
import { type FirewallGroupInputs, timeoutOf } from "./inputs";
import { adoptedGroup, newGroup } from "./new-group";
import type { Session } from "../api/session";

/** Makes or adopts a group, then gives it its rules, its members and the state of its switch. */
export async function createGroup(session: Session, inputs: FirewallGroupInputs) {
  const { name, adopt } = inputs;
  const work = { session, deadline: new Deadline(timeoutOf(inputs, "create")) };
  const id = await (adopt === undefined ? newGroup(work, name) : adoptedGroup(work, name, adopt));
  return { id, outs: await furnish({ ...work, id }, { wanted: inputs, before: {} }) };
}
