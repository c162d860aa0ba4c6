import { type RuleMap, type Keyed, keyedMap } from "../../rules/rule-map";
import type { Props } from "../../kit/handlers";
import { ANY_RULE, withSealedOutputs, maskFor, type Mask } from "../../kit/secrets";
import { refreshedUnmanagedRules, ruleOutputs } from "../../kit/fields";
import {
  errorReason,
  isErred,
  isOk,
  type WireGroup,
  type NewWireRule,
  type WireRule,
  wireDetails,
} from "../api/schema";
import type { SecurityGroupDetails } from "./args";
import type { SecurityGroupInputs } from "./inputs";
import {
  codec,
  type RuleHome,
  type Fate,
  fates,
  fateOf,
  ruleKey,
  asRead,
  fromWire,
  toWire,
} from "../rule/fields";
import type { Rule } from "../rule/args";
import { parseId } from "../api/ids";
import { camelCased } from "../../text/nearest";
import { z } from "zod";
import { isIcmpV6, fated, type FatedRule, type RuleCall } from "./plan";
import { perOwner } from "../../run/run";
import { known } from "../api/capabilities";

/**
 * What the server returns of a group besides the inputs, under the API's names in camelCase.
 *
 * Left out are: what the server changes by itself and would show as drift (`modified`, `service_settings_state`,
 * `service_settings_error_message`); `error_traceback`, whose end is in `errorMessage`; and what follows from the id
 * or from an input (`uuid`, `url`, `tenant`, `tenant_uuid`).
 *
 * @param given the inputs: what is secret in them stays out of the error message and the details too
 */
export function outputsOf(group: WireGroup, given: Props = {}) {
  const mask = maskFor(codec.partOf, given);
  return {
    state: group.state,
    errorMessage: isErred(group) ? mask(errorReason(group)) : "",
    backendId: group.backend_id,
    created: group.created,
    details: detailsOf(group, mask),
  };
}

export type SecurityGroupOutputs = ReturnType<typeof outputsOf>;

/** The rules that OpenStack may have. Of a group that is not OK, Waldur shows what it wants: what was known counts as well. */
export const possibleRules = (group: WireGroup, known: RuleMap<Rule>) =>
  isOk(group) ? rulesOf(group) : { ...known, ...rulesOf(group) };

/** The inputs as the server has them: what is not managed stays out. */
export function inputsOf(group: WireGroup, known: Partial<SecurityGroupInputs>, apiUrl: string) {
  return {
    ...known,
    apiUrl,
    tenant: group.tenant_uuid,
    name: group.name,
    // A resource that is only looked up manages nothing and shows everything.
    description:
      known.apiUrl === undefined || known.description !== undefined ? group.description : undefined,
    rules: known.rules === undefined ? undefined : possibleRules(group, known.rules),
  };
}

/** What the engine saves of a group that has been created or updated: as the server has it. */
export function storedGroup(group: WireGroup, inputs: SecurityGroupInputs) {
  return {
    ...inputsOf(group, inputs, inputs.apiUrl),
    ...outputsOf(group, inputs),
    ...ruleOutputs(rulesOf(group), inputs.rules),
    ...(inputs.rules === undefined ? { unreturnableRules: undefined } : unreturnableOutput(group)),
  };
}

/** All rules of a group whose `rules` are not managed. Another resource may set them, and only that one knows which are secret. */
export const allUnmanaged = (group: WireGroup): Props =>
  withSealedOutputs({ unmanagedRules: rulesOf(group) }, ANY_RULE);

/** The output `unmanagedRules` after a read, or an update that does not manage `rules`, where state has it. */
export function refreshedRules(known: Partial<SecurityGroupInputs>, props: Props, group: WireGroup): Props {
  if (known.rules !== undefined) return refreshedUnmanagedRules(props, {});
  return props["unmanagedRules"] === undefined ? { unmanagedRules: undefined } : allUnmanaged(group);
}

/** Whether outputs are those of state: of what is imported or looked up there are none. */
export const isInState = ({ state }: Props): boolean => typeof state === "string";

/**
 * In state if adopting rules has failed: all that the program does not have must still be removed, also
 * what only shows later, such as the rules that OpenStack gives a new group.
 */
export const TAKES_OVER = "unfinishedTakeover";

/** The rules in state that a change starts from; undefined if they must still be adopted. */
export const formerRules = <R>(olds: Props, rules: RuleMap<R> | undefined): RuleMap<R> | undefined =>
  olds[TAKES_OVER] === true ? undefined : rules;

/** Whether state says that the last operation has left the group, and its rules, as it says. */
export const isFinished = (olds: Props): boolean => olds["state"] === "OK" && olds["unfinished"] !== true;

export const outputNames = [
  "state",
  "errorMessage",
  "backendId",
  "created",
  "details",
  "unmanagedRules",
  "unreturnableRules",
] as const satisfies readonly (keyof ReturnType<typeof storedGroup>)[];

/** One object instead of an output each: the engine saves and compares every output by itself. */
export function detailsOf(group: WireGroup, mask: Mask = (text) => text): SecurityGroupDetails {
  const { project_uuid: project, customer_uuid: customer } = group;
  const details = {
    // Takes the fields that describe a group out of all that it has.
    ...wireDetails.parse(group),
    project_uuid: project ?? parseId(group.project),
    customer_uuid: customer ?? parseId(group.customer),
  };
  return presentFields(camelCased(details), mask);
}

type Present<T> = { readonly [Name in keyof T]: NonNullable<T[Name]> | undefined };

/** The fields without what is null or empty. */
function presentFields<T extends object>(fields: T, mask: Mask): Present<T> {
  const present = (value: unknown) =>
    typeof value === "string" ? (value === "" ? undefined : mask(value)) : (value ?? undefined);
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, present(value)]),
  ) as Present<T>;
}

/** By the keys of live rules that Waldur does not accept back for certain: what happens to each when rules are written. */
export type UnreturnableRules = Readonly<Record<string, Fate>>;

const unreturnableRules = z.record(z.string(), z.enum(fates));

/** The output. */
export function unreturnableOutput(group: LiveGroup) {
  // ICMP over IPv6 is recreated by every write, however Waldur has it.
  const live = liveRules(group).filter(({ rule }) => !isIcmpV6(rule));
  const kept = new Set(live.filter(({ fate }) => fate === "kept").map(({ key }) => key));
  const others = live
    .map(({ key, fate }) => [key, fate] as const)
    .filter(([key]) => !kept.has(key))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { unreturnableRules: Object.fromEntries(others) satisfies UnreturnableRules };
}

/** The output after a refresh. State of before it has none, and a refresh does not add it: that would show as a change. */
export const refreshedUnreturnable = (props: Props, group: LiveGroup) =>
  props["unreturnableRules"] === undefined ? {} : unreturnableOutput(group);

/** What state says; undefined where it says nothing. */
export const readUnreturnable = (outputs: Props): UnreturnableRules | undefined =>
  unreturnableRules.safeParse(outputs["unreturnableRules"]).data;

/** A rule that the server has, with what to send to keep it. */
export interface LiveRule extends FatedRule {
  readonly wire: WireRule;
}

/** The rules of a group as the server has them: those of one answer are read once. */
export const liveRules = perOwner((group: LiveGroup): readonly LiveRule[] => {
  const numbers = known("numbers", group);
  return group.rules.map((wire) => {
    const rule = fromWire(wire, group.uuid);
    return { wire, ...fated({ key: ruleKey(rule), rule }, fateOf(wire, numbers)) };
  });
});

export type LiveGroup = Pick<WireGroup, "uuid" | "rules" | "instance_count" | "created">;

/** The same by their keys. */
export const rulesOf = perOwner((group: LiveGroup): RuleMap<Rule> => keyedMap(liveRules(group)));

/** One rule of a request, and the canonical rule that it stands for. */
export interface SentRule extends Keyed<Rule> {
  readonly wire: NewWireRule;
}

/** The list that a call sends. */
export function sentRules({ kept, recreated, added }: RuleCall<LiveRule>, home: RuleHome): SentRule[] {
  return [
    ...kept.map(({ key, rule, wire }) => ({ key, rule, wire: asRead(wire) })),
    ...recreated.map(([{ key, wire }, rule]) => ({
      key,
      rule,
      wire: { ...toWire(rule, home), id: wire.id },
    })),
    ...added.map(({ key, rule }) => ({ key, rule, wire: toWire(rule, home) })),
  ];
}

/** What to do about a tenant that does not exist. */
export const TENANT_REMEDY =
  "Set tenant, or waldur:tenant, to the uuid of an OpenStack tenant of yours; waldur.getTenant({ name }) looks one up.";

/** What to do about a rule whose group does not exist. */
export const GROUP_REMEDY = "remove the rule, or use a group of this tenant";
