import { driftText } from "../../kit/check/drift";
import type { Found, Props } from "../../kit/handlers";
import { undefinedIfNotFound } from "../../http/errors";
import { rulesOutside } from "../../rules/foreign-rules";
import { groupRulesIn } from "../../rules/group-rules";
import type { WaldurWork } from "../api/cloud";
import { isOk, isUnfinished } from "../api/group-state";
import type { WireGroup } from "../api/schema";
import { groupInTenant } from "../api/session";
import { ruleLanguage } from "../rule/parse";
import { KIND, type SecurityGroupInputs } from "./inputs";
import { rulesCheck } from "./preview/check-rules";
import { goneState } from "./recovery/after-failure";
import { findImported } from "./recovery/imported";
import { inputsOf, isFinished, isInState, outputNames, outputsOf, refreshedRules } from "./state";
import { rulesOf } from "./live-rules";
import { refreshedUnreturnable } from "./unreturnable-rules";
import { waitBrieflyUntilIdle, unfinishedText, pullIfAsked } from "./wait/readiness";
import { GroupGoneError } from "./wait/wait";

type Known = Partial<SecurityGroupInputs>;

/**
 * A group as it is in state: what the engine keeps of a read. Undefined where the group is gone. Says what has become of
 * rules that are managed; where state has a group that is not finished, only what others have opened.
 *
 * @param props the outputs as they were saved; none where the group is in no state yet
 */
export async function readGroup(
  work: WaldurWork,
  id: string,
  known: Known,
  props: Props = {},
): Promise<Found | undefined> {
  const group = await liveGroup(work, id, known);
  if (group !== undefined) return found(work, group, known, props);
  const { tenant } = known;
  const { backendId } = props;
  if (tenant === undefined || typeof backendId !== "string" || backendId === "") return undefined;
  const imported = await findImported(work, { tenant, backendId });
  if (imported === undefined) return missing(work, id, known, props);
  work.note(`Waldur has the group under another id now, ${imported.uuid} instead of ${id}`);
  return found(work, imported, known, props);
}

async function liveGroup(work: WaldurWork, id: string, known: Known): Promise<WireGroup | undefined> {
  const group = await (isManaged(known)
    ? groupInTenant(work, { id, tenant: known.tenant })
    : undefinedIfNotFound(work.client.getGroup(id)));
  const settled = group === undefined ? undefined : await waitBrieflyUntilIdle(work, group);
  return settled === undefined ? undefined : pullIfAsked(work, settled);
}

/** One that is looked up is not managed, so that nothing is lost where it does not show. */
const isManaged = ({ apiUrl }: Known) => apiUrl !== undefined;

function found(work: WaldurWork, group: WireGroup, known: Known, props: Props): Found {
  const inputs = inputsOf(group, known, work.session.settings.apiUrl);
  // All rules of one that is only looked up are in `rules`.
  const unmanagedRules = isManaged(known) ? refreshedRules(known, props, group) : { unmanagedRules: {} };
  if (isUnfinished(group)) work.note(unfinishedText(group));
  if (known.rules !== undefined && isInState(props) && isOk(group)) {
    const options = { ...known, wereLive: isFinished(props) };
    const live = rulesOf(group);
    // What a refresh takes into the rules is news, though an update of something else may have put it into state.
    const others = rulesOutside(groupRulesIn(props, ruleLanguage).unmanaged ?? {}, live);
    const drift = driftText({ ...others, ...known.rules }, live, rulesCheck(KIND), options);
    if (drift !== undefined) work.note(drift);
  }
  const outs = {
    ...inputs,
    ...outputsOf(group, known),
    ...unmanagedRules,
    ...refreshedUnreturnable(props, group),
  };
  return { id: group.uuid, inputs, outs };
}

/** Keeps in state what OpenStack may have: whether it has shows after a pull of the tenant, which a read may not ask for. */
function missing({ note }: WaldurWork, id: string, known: Known, props: Props): Found {
  const gone = new GroupGoneError();
  note(`${gone.message}. ${gone.remedy}`);
  const outputs = Object.fromEntries(outputNames.map((name) => [name, props[name]]));
  return { id, inputs: known, outs: goneState({ ...known, ...outputs }, gone) };
}
