import type { Found } from "../../core/pulumi/handlers";
import type { E24cloudWork } from "../api/cloud";
import { importOptionText } from "../../core/pulumi/import-option";
import { requireReadable } from "../api/group-reader";
import { spellRule } from "../rule/spell";
import { allInputsOf, outputsOf } from "./state";

/** A group that no program has managed yet, with the inputs of a program that manages all that the group has. */
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
  const known = { name, endpoint, ...Object.fromEntries(attached) };
  return {
    id: group.id,
    inputs: { ...known, rules: Object.values(rules).map(spellRule) },
    outs: { ...known, rules, ...outputsOf(group, known) },
  };
}
