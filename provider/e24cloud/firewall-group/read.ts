import { driftText } from "../../kit/check-rules";
import type { Found, Props } from "../../kit/handlers";
import type { E24cloudWork } from "../api/session";
import { rulesOutside } from "../../rules/foreign-rules";
import { groupRulesIn } from "../../rules/codec";
import { ruleReader } from "../rule/parse";
import { requireReadable } from "../api/group-reader";
import {
  lateDefaultsIn,
  stillAwaited,
  rulesOf,
  allInputsOf,
  inputsOf,
  marksOf,
  outputsOf,
  refreshedUnmanagedRulesOf,
  existingRuleIds,
} from "./state";
import { KIND, readSomeInputs } from "./inputs";
import { rulesCheck } from "./statements";
import { importOptionText } from "../../kit/program-context";
import { importedWithoutRules, findInexpressible } from "../../rules/rule-map";
import { toRuleArgs } from "../rule/fields";

/**
 * The group as it is now; undefined if it no longer exists. What a program only looks up is returned as a whole. Reports what
 * has happened to rules that are managed; where state has a group that is not finished, only what others have opened.
 */
export async function readGroup(
  { session, note, deadline }: E24cloudWork,
  id: string,
  props: Props,
): Promise<Found | undefined> {
  const group = await deadline.within(session.groups.read(id));
  if (group === undefined) return undefined;
  requireReadable(group);
  const known = readSomeInputs(props);
  const { endpoint } = session.settings;
  // Only a check fills in the endpoint, and a resource that is only looked up has none.
  if (known.endpoint === undefined) {
    const inputs = allInputsOf(group, endpoint);
    return { id, outs: { ...inputs, ...outputsOf(group, inputs) } };
  }
  const inputs = inputsOf(group, known, endpoint);
  const marks = marksOf(props);
  if (known.rules !== undefined && inputs.rules !== undefined) {
    const options = { ...known, wereLive: !marks.unfinished };
    // What a refresh takes into the rules is news, though an update of something else may have put it into state.
    const { unmanaged: others } = groupRulesIn(props, ruleReader);
    const [before, live] =
      others === undefined
        ? [known.rules, inputs.rules]
        : [{ ...rulesOutside(others, inputs.rules), ...known.rules }, rulesOf(group)];
    const drift = driftText(before, live, rulesCheck(KIND), options);
    if (drift !== undefined) note(drift);
  }
  const notUpdatable = existingRuleIds(marks.notUpdatable, group);
  // What was added, and does not show, is not drift that the next update could simply repair.
  const missing = Object.keys(known.rules ?? {}).filter((key) => !Object.hasOwn(inputs.rules ?? {}, key));
  const unseenAdds = Math.min(marks.unseenAdds, missing.length) || undefined;
  const unmanaged = refreshedUnmanagedRulesOf(group, known, props);
  const lateDefaultRules = stillAwaited(lateDefaultsIn(props), [group], known.rules);
  const outs = {
    ...inputs,
    ...outputsOf(group, inputs),
    ...unmanaged,
    notUpdatable,
    unseenAdds,
    lateDefaultRules,
  };
  return { id, outs, inputs };
}

/**
 * A group that no program has managed yet, with the inputs of a program that manages all that the group has; not its
 * rules, where no program can have one of them.
 */
export async function importGroup(
  { session, warn, deadline }: E24cloudWork,
  id: string,
): Promise<Found | undefined> {
  const group = await deadline.within(session.groups.read(id.toLowerCase()));
  if (group === undefined) return undefined;
  if (group.id !== id) warn(importOptionText(group.id));
  const { rules, endpoint, name, ...members } = allInputsOf(
    requireReadable(group),
    session.settings.endpoint,
  );
  const attached = Object.entries(members).filter(([, ids]) => ids.length > 0);
  // All rules that the group has are the program's.
  const known = { name, endpoint, defaultRules: "remove" as const, ...Object.fromEntries(attached) };
  const outs = { ...known, ...outputsOf(group, known) };
  const inexpressible = findInexpressible(rules, ruleReader, toRuleArgs);
  if (inexpressible.length > 0) {
    warn(importedWithoutRules(inexpressible));
    return { id: group.id, inputs: known, outs };
  }
  const inputs = { ...known, rules: Object.values(rules).map(toRuleArgs) };
  return { id: group.id, inputs, outs: { ...outs, rules, unmanagedRules: {} } };
}
