import { driftText } from "../../core/pulumi/check/drift";
import type { WaldurWork } from "../api/cloud";
import { readThrough } from "../api/session";
import { KIND, type SecurityGroupInputs } from "./inputs";
import { rulesCheck } from "./preview/check-rules";
import { upToDateGroup } from "./wait/readiness";
import { inputsOf, outputsOf, rulesOf } from "./state";

/**
 * A group as it is in state: what the engine keeps of a read. Undefined where the group is gone. Says what has become of
 * rules that are managed, unless state has a group that is not finished.
 *
 * @param state of the group as it was saved
 */
export async function readGroup(
  work: WaldurWork,
  id: string,
  known: Partial<SecurityGroupInputs>,
  state?: unknown,
) {
  const found = await readThrough(work, { id, tenant: known.tenant });
  const group = found === undefined ? undefined : await upToDateGroup(work, found);
  if (group === undefined) return undefined;
  const inputs = inputsOf(group, known, work.session.settings.apiUrl);
  if (known.rules !== undefined && state === "OK") {
    const drift = driftText(known.rules, rulesOf(group), rulesCheck(KIND), known);
    if (drift !== undefined) work.say(drift);
  }
  return { id, inputs, outs: { ...inputs, ...outputsOf(group, known) } };
}
