import { SecurityGroupsError } from "../../errors";
import type { Found } from "../../kit/handlers";
import { importOptionText } from "../../kit/import-option";
import { ANY_RULE, withSealedOutputs } from "../../kit/secrets/former-secrets";
import { importedWithoutRules, unsayableRules } from "../../rules/unsayable";
import type { WaldurWork } from "../api/cloud";
import { GroupFailure } from "../api/failures";
import { DEFAULT_GROUP, isUnfinished } from "../api/group-state";
import { parseId } from "../api/ids";
import { ruleLanguage } from "../rule/parse";
import { spellRule } from "../rule/codec";
import { readSomeInputs } from "./inputs";
import { readGroup } from "./read";

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
    // Nobody can describe the default group, and an empty description is what nobody has given.
    ...(isDefault || !description ? {} : { description }),
    // Only so can it be managed.
    ...(isDefault ? { adopt: true } : {}),
  };
  const { tenant: usual } = work.session.settings;
  const unsayable = unsayableRules(rules, ruleLanguage, spellRule);
  const isManaged = unsayable.length === 0;
  if (!isManaged) work.warn(importedWithoutRules(unsayable));
  const inputs = {
    ...(usual !== undefined && parseId(usual) === tenant ? {} : { tenant }),
    name,
    ...said,
    ...(isManaged ? { rules: Object.values(rules).map(spellRule) } : {}),
    apiUrl,
  };
  const unmanaged = withSealedOutputs({ rules: undefined, unmanagedRules: rules }, ANY_RULE);
  const outs = { ...found.outs, description: undefined, ...said, ...(isManaged ? {} : unmanaged) };
  return { id: found.id, inputs, outs };
}
