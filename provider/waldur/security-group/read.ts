import { driftText } from "../../core/pulumi/check/drift";
import { whereThere } from "../../core/http/errors";
import type { Props } from "../../core/pulumi/handlers";
import { refreshedUnmanagedRules } from "../../core/pulumi/unmanaged-rules";
import type { WaldurWork } from "../api/cloud";
import { groupInTenant } from "../api/session";
import { KIND, type SecurityGroupInputs } from "./inputs";
import { rulesCheck } from "./preview/check-rules";
import { upToDateGroup } from "./wait/readiness";
import { inputsOf, isFinished, outputsOf, rulesOf } from "./state";

/**
 * A group as it is in state: what the engine keeps of a read. Undefined where the group is gone. Says what has become of
 * rules that are managed, unless state has a group that is not finished.
 *
 * @param state the group as it was saved
 */
export async function readGroup(
  work: WaldurWork,
  id: string,
  known: Partial<SecurityGroupInputs>,
  state: Props = {},
) {
  const found = await (isInState(known)
    ? groupInTenant(work, { id, tenant: known.tenant })
    : whereThere(work.client.getGroup(id)));
  const group = found === undefined ? undefined : await upToDateGroup(work, found);
  if (group === undefined) return undefined;
  const inputs = inputsOf(group, known, work.session.settings.apiUrl);
  if (known.rules !== undefined && isFinished(state)) {
    const drift = driftText(known.rules, rulesOf(group), rulesCheck(KIND), known);
    if (drift !== undefined) work.say(drift);
  }
  return {
    id,
    inputs,
    outs: { ...inputs, ...outputsOf(group, known), ...refreshedUnmanagedRules(state, {}) },
  };
}

/** One that is imported or looked up is in no state yet, so that nothing is lost where it does not show. */
const isInState = ({ apiUrl }: Partial<SecurityGroupInputs>) => apiUrl !== undefined;
