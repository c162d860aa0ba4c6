import type { RuleMap } from "../../rules/rule-map";
import type { Props } from "../../kit/handlers";
import { ANY_RULE, withSealedOutputs } from "../../kit/secrets/former-secrets";
import { maskFor } from "../../kit/secrets/mask";
import { refreshedUnmanagedRules, ruleOutputs } from "../../kit/unmanaged-rules";
import { errorReason, isErred, isOk } from "../api/group-state";
import { detailsOf } from "./read-details";
import type { SecurityGroupInputs } from "./inputs";
import { codec } from "../rule/fields";
import type { Rule } from "../rule/args";
import { unreturnableOutput } from "./unreturnable-rules";
import type { WireGroup } from "../api/schema";
import { rulesOf } from "./live-rules";

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

/** The inputs as the server has them: what nobody manages stays out. */
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

/** The state of a group that Waldur does not have: the next `pulumi up` adopts what OpenStack has kept, or recreates it. */
export const GONE = "GONE";

export const outputNames = [
  "state",
  "errorMessage",
  "backendId",
  "created",
  "details",
  "unmanagedRules",
  "unreturnableRules",
] as const satisfies readonly (keyof ReturnType<typeof storedGroup>)[];
