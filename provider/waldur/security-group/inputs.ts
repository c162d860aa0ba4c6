import { z } from "zod";
import type { ResourceNames } from "../../kit/operation";
import { checkedRulesField, foreignRules, oneOf, rulesField, readStored } from "../../kit/fields";
import { secretInputs } from "../../kit/secrets";
import { timeouts } from "../../kit/settings";
import { ruleReader } from "../rule/parse";
import type { DiffResult, Props } from "../../kit/handlers";
import { sameRules, containsUnknown, isUnknown } from "../../rules/rule-map";
import { isOutOfOrder } from "../api/schema";
import { parseId } from "../api/ids";
import { sameRule } from "../rule/fields";
import { perRun } from "../../run/run";

/** What messages call the resource. */
export const KIND = "security group";
export const NAMES: ResourceNames = { kind: KIND, type: "SecurityGroup" };

/** The checked inputs of a SecurityGroup, all known, as they are in state: inputs and outputs have the same. */
const securityGroupInputs = z.object({
  /** The server, from the settings. */
  apiUrl: z.string(),
  /** Id of the tenant. */
  tenant: z.string(),
  name: z.string(),
  /** Left out for OpenStack's default group, which cannot have one. */
  description: z.string().optional(),
  /** Left out where the rules are not managed. */
  rules: checkedRulesField(ruleReader).optional(),
  requireGapFree: z.boolean().optional(),
  foreignRules: foreignRules.optional(),
  guard: oneOf("warn", "error").optional(),
  adopt: z.union([z.literal(true), z.string()]).optional(),
  onStuck: oneOf("fail", "unlink").optional(),
  timeouts: timeouts.optional(),
  secretInputs: secretInputs.optional(),
});
const someInputs = securityGroupInputs.extend({ rules: rulesField(ruleReader) }).partial();

export type SecurityGroupInputs = z.output<typeof securityGroupInputs>;

/** The inputs that a check of this run has made, among what the engine hands over. */
export function readInputs(props: unknown): SecurityGroupInputs {
  return readStored(securityGroupInputs, props, KIND);
}

/** Those that state has: before a first refresh, a resource that was only looked up has few. */
export function readSomeInputs(props: unknown): Partial<SecurityGroupInputs> {
  return readStored(someInputs, props, KIND);
}

/** The state of a group that Waldur does not have: the next `pulumi up` adopts what OpenStack has kept, or recreates it. */
export const GONE = "GONE";

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
