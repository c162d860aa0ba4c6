import { driftText } from "../../kit/check-rules";
import type { Found, Props } from "../../kit/handlers";
import { undefinedIfNotFound } from "../../http/errors";
import { rulesOutside } from "../../rules/foreign-rules";
import { groupRulesIn } from "../../rules/codec";
import { type WaldurWork, groupInTenant } from "../api/session";
import { isOk, isUnfinished, DEFAULT_GROUP, type WireGroup } from "../api/schema";
import { ruleReader } from "../rule/parse";
import { KIND, type SecurityGroupInputs, readSomeInputs } from "./inputs";
import { rulesCheck } from "./planned-change";
import { goneState } from "./after-failure";
import { findImported } from "./recover";
import {
  inputsOf,
  isFinished,
  isInState,
  outputNames,
  outputsOf,
  refreshedRules,
  rulesOf,
  refreshedUnreturnable,
} from "./state";
import { waitBrieflyUntilIdle, unfinishedText, pullIfAsked, GroupGoneError } from "./wait";
import { SecurityGroupsError } from "../../errors";
import { importOptionText } from "../../kit/program-context";
import { ANY_RULE, withSealedOutputs } from "../../kit/secrets";
import { importedWithoutRules, findInexpressible } from "../../rules/rule-map";
import { GroupFailure } from "../api/failures";
import { parseId } from "../api/ids";
import { toRuleArgs } from "../rule/fields";
import { authors } from "./history";

type Known = Partial<SecurityGroupInputs>;

/**
 * A group as it is in state: what the engine keeps of a read. Undefined where the group is gone. Says what has happened to
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

async function found(work: WaldurWork, group: WireGroup, known: Known, props: Props): Promise<Found> {
  const inputs = inputsOf(group, known, work.session.settings.apiUrl);
  // All rules of one that is only looked up are in `rules`.
  const unmanagedRules = isManaged(known) ? refreshedRules(known, props, group) : { unmanagedRules: {} };
  if (isUnfinished(group)) work.note(unfinishedText(group));
  if (known.rules !== undefined && isInState(props) && isOk(group)) {
    const options = { ...known, wereLive: isFinished(props) };
    const live = rulesOf(group);
    // What a refresh takes into the rules is news, though an update of something else may have put it into state.
    const others = rulesOutside(groupRulesIn(props, ruleReader).unmanaged ?? {}, live);
    const drift = driftText({ ...others, ...known.rules }, live, rulesCheck(KIND), options);
    if (drift !== undefined)
      work.note(`${drift}${await authors(work, group, { ...others, ...known.rules }, live)}`);
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

/** Of a group that is not finished, Waldur shows the rules that it wants. @throws {GroupFailure} */
export function requireFinished(state: unknown): void {
  if (typeof state !== "string" || !isUnfinished({ state })) return;
  throw new GroupFailure(
    `Waldur has not finished the group, which is ${state}, so that its rules are not known`,
    "Import it when Waldur has finished it.",
  );
}

/** The id in what a user gives for one. @throws {SecurityGroupsError} */
export function importedId({ warn }: WaldurWork, text: string): string {
  const id = parseId(text);
  if (id === undefined) {
    throw new SecurityGroupsError(`"${text}" is not a security group: give its uuid or its URL`);
  }
  if (id !== text) warn(importOptionText(id));
  return id;
}

/**
 * A group that no program has managed yet, with the inputs of a program that manages all of it; not its rules, where no
 * program can have one of them.
 */
export async function importGroup(work: WaldurWork, id: string): Promise<Found | undefined> {
  const found = await readGroup(work, importedId(work, id), { rules: {} });
  if (found === undefined) return undefined;
  const { tenant, apiUrl, name, description, rules = {} } = readSomeInputs(found.inputs);
  requireFinished(found.outs["state"]);
  const isDefault = name === DEFAULT_GROUP;
  const said = {
    // The default group cannot be given a description, and an empty description counts as none.
    ...(isDefault || !description ? {} : { description }),
    // Only so can it be managed.
    ...(isDefault ? { adopt: true } : {}),
  };
  const { tenant: usual } = work.session.settings;
  const inexpressible = findInexpressible(rules, ruleReader, toRuleArgs);
  const isManaged = inexpressible.length === 0;
  if (!isManaged) work.warn(importedWithoutRules(inexpressible));
  const inputs = {
    ...(usual !== undefined && parseId(usual) === tenant ? {} : { tenant }),
    name,
    ...said,
    ...(isManaged ? { rules: Object.values(rules).map(toRuleArgs) } : {}),
    apiUrl,
  };
  const unmanaged = withSealedOutputs({ rules: undefined, unmanagedRules: rules }, ANY_RULE);
  const outs = { ...found.outs, description: undefined, ...said, ...(isManaged ? {} : unmanaged) };
  return { id: found.id, inputs, outs };
}
