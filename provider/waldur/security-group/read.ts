import type { WaldurWork } from "../api/cloud";
import { readThrough } from "../api/session";
import type { SecurityGroupInputs } from "./inputs";
import { upToDateGroup } from "./wait/readiness";
import { inputsOf, outputsOf } from "./state";

/** A group as it is in state: what the engine keeps of a read. Undefined where the group is gone. */
export async function readGroup(work: WaldurWork, id: string, known: Partial<SecurityGroupInputs>) {
  const found = await readThrough(work, { id, tenant: known.tenant });
  const group = found === undefined ? undefined : await upToDateGroup(work, found);
  if (group === undefined) return undefined;
  const inputs = inputsOf(group, known, work.session.settings.apiUrl);
  return { id, inputs, outs: { ...inputs, ...outputsOf(group, known) } };
}
