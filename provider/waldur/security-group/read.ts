import { Deadline } from "../../core/sync/wait";
import { readSomeInputs, timeoutOf } from "./inputs";
import { inputsOf, outputsOf } from "./state";
import { upToDateGroup } from "./readiness";
import { readThrough, type WaldurSession } from "../api/session";

type Props = Readonly<Record<string, unknown>>;

/** A group as it is in state: what the engine keeps of a read. Undefined where the group is gone. */
export async function readGroup(session: WaldurSession, id: string, props: Props) {
  const known = readSomeInputs(props);
  const found = await readThrough(session, { id, tenant: known.tenant });
  const group =
    found === undefined
      ? undefined
      : await upToDateGroup(session, found, new Deadline(timeoutOf(known, "update")));
  if (group === undefined) return undefined;
  const inputs = inputsOf(group, known, session.settings.apiUrl);
  return { inputs, props: { ...inputs, ...outputsOf(group, known) } };
}
