import type { Found } from "../../kit/handlers";
import type { E24cloudWork } from "../api/cloud";
import { importOptionText } from "../../kit/import-option";
import { requireReadable } from "../api/group-reader";
import { importedWithoutRules, unsayableRules } from "../../rules/unsayable";
import { ruleLanguage } from "../rule/parse";
import { spellRule } from "../rule/codec";
import { allInputsOf, outputsOf } from "./state";

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
  const unsayable = unsayableRules(rules, ruleLanguage, spellRule);
  if (unsayable.length > 0) {
    warn(importedWithoutRules(unsayable));
    return { id: group.id, inputs: known, outs };
  }
  const inputs = { ...known, rules: Object.values(rules).map(spellRule) };
  return { id: group.id, inputs, outs: { ...outs, rules, unmanagedRules: {} } };
}
