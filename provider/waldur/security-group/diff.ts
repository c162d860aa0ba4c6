import type { DiffResult, Props } from "../../kit/handlers";
import { sameRules } from "../../rules/rule-map";
import { containsUnknown, isUnknown } from "../../rules/unknowns";
import { isOutOfOrder } from "../api/group-state";
import { parseId } from "../api/ids";
import { sameRule } from "../rule/codec";
import { readSomeInputs, type SecurityGroupInputs } from "./inputs";
import { perRun } from "../../run/run";
import { GONE } from "./state";

/**
 * Compares old outputs with new inputs by meaning. Outputs of the server never count, except for a group in
 * error or not finished, which the next `pulumi up` is to repair.
 */
export function diffGroup(id: string, olds: Props, news: Props): DiffResult {
  const replaces = [
    ...(isOther(olds["tenant"], news["tenant"]) ? ["tenant"] : []),
    ...(adoptsOther(id, olds["adopt"], news["adopt"]) ? ["adopt"] : []),
    // What OpenStack never had, or has lost, can only be recreated.
    ...(isLostInState(olds) ? ["name"] : []),
  ];
  const changes =
    replaces.length > 0 || isOutOfOrder(olds["state"]) || containsUnknown(news) || differs(olds, news);
  const repairs = isOutOfOrder(olds["state"]) ? ["state"] : [];
  // Names are unique in a tenant, and a group to adopt would be the old one.
  return { changes, replaces, deleteBeforeReplace: true, repairs };
}

const isOther = (old: unknown, wanted: unknown) => old !== undefined && !isUnknown(wanted) && old !== wanted;

const adoptsOther = (id: string, old: unknown, wanted: unknown) =>
  typeof wanted === "string" && !isUnknown(wanted) && wanted !== old && parseId(wanted) !== id;

type Inputs = Partial<SecurityGroupInputs>;

function differs(olds: Props, news: Props): boolean {
  const before = readSomeInputs(olds);
  const after = readSomeInputs(news);
  return !haveSameRules(before, after) || settingsText(before) !== settingsText(after);
}

/** Everything but the rules, in one string; reading has sorted the fields. */
const settingsText = (inputs: Inputs) => JSON.stringify({ ...inputs, rules: undefined });

function haveSameRules({ rules: a }: Inputs, { rules: b }: Inputs): boolean {
  return a === undefined || b === undefined ? a === b : sameRules(a, b, sameRule);
}

/** Whether state says that OpenStack never had the group, or has lost it: then it can only be made again. */
export const isLostInState = ({ state, backendId }: Props): boolean =>
  state === GONE || (state === "ERRED" && backendId === "");

/** The groups, by tenant and name, that a diff of this run has found lost: the check of the new one does not get state. */
const lost = perRun(() => new Set<string>());
const keyOf = ({ tenant, name }: Props) => JSON.stringify([tenant, name]);

type Run = Parameters<typeof lost>[0];

export const noteLost = (run: Run, inputs: Props): unknown => lost(run).add(keyOf(inputs));

export const wasLost = (run: Run, inputs: Props): boolean => lost(run).has(keyOf(inputs));
