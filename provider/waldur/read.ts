import { Deadline } from "../core/waiting";
import { isErred, isOk } from "./group-state";
import { GroupGoneError } from "./group-wait";
import { readSomeInputs, timeoutOf } from "./inputs";
import { inputsOf, outputsOf } from "./outputs";
import { pulledGroup } from "./readiness";
import { type WaldurSession, whereThere } from "./session";
import type { WireGroup } from "./wire";

type Props = Readonly<Record<string, unknown>>;

/** A group as it is in state: what the engine keeps of a read. Undefined where the group is gone. */
export async function readGroup(session: WaldurSession, id: string, props: Props) {
  const known = readSomeInputs(props);
  const found = await lookUp(session, id, known.tenant);
  const group = found === undefined ? undefined : await upToDate(session, found, timeoutOf(known, "update"));
  if (group === undefined) return undefined;
  const inputs = inputsOf(group, known, session.settings.apiUrl);
  return { inputs, props: { ...inputs, ...outputsOf(group) } };
}

/** A resource that was only looked up does not tell its tenant. */
function lookUp(
  session: WaldurSession,
  id: string,
  tenant: string | undefined,
): Promise<WireGroup | undefined> {
  return tenant === undefined
    ? whereThere(session.client.getGroup(id))
    : session.tenant(tenant).groups.read(id);
}

/** With `pullOnRefresh`, what OpenStack has now. A group without an id there cannot be pulled. */
async function upToDate(
  session: WaldurSession,
  group: WireGroup,
  seconds: number,
): Promise<WireGroup | undefined> {
  const canPull = (isOk(group) || isErred(group)) && group.backend_id !== "";
  if (!session.settings.pullOnRefresh || !canPull) return group;
  try {
    return await pulledGroup(session, group, new Deadline(seconds));
  } catch (error) {
    if (error instanceof GroupGoneError) return undefined;
    throw error;
  }
}
