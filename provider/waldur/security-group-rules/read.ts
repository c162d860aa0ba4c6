import { undefinedIfNotFound } from "../../http/errors";
import { driftText } from "../../kit/check-rules";
import type { InState } from "../../kit/define-resource";
import type { Found } from "../../kit/handlers";
import { refreshedUnmanagedRules, ruleOutputs } from "../../kit/fields";
import { findInexpressible, inexpressibleText } from "../../rules/rule-map";
import { type WaldurWork, groupInTenant } from "../api/session";
import { isOk, isUnfinished } from "../api/schema";
import { toRuleArgs } from "../rule/fields";
import { ruleReader } from "../rule/parse";
import { authors } from "../security-group/history";
import { rulesCheck } from "../security-group/planned-change";
import { importedId, requireFinished } from "../security-group/read";
import {
  isFinished,
  isInState,
  possibleRules,
  refreshedUnreturnable,
  rulesOf,
} from "../security-group/state";
import { pullIfAsked, unfinishedText, waitBrieflyUntilIdle } from "../security-group/wait";
import { type GroupRulesInputs, KIND } from "./inputs";
import { stateOutputs } from "./set";

/** The rules as the group has them now; undefined where it is gone. Says what has happened to them. */
export async function readRules(
  work: WaldurWork,
  { id, props, known: inputs }: InState<GroupRulesInputs>,
): Promise<Found | undefined> {
  const { tenant } = props;
  // One that is looked up is in no state yet.
  const found = await (inputs.apiUrl === ""
    ? undefinedIfNotFound(work.client.getGroup(id))
    : groupInTenant(work, { id, tenant: typeof tenant === "string" ? tenant : undefined }));
  const settled = found && (await waitBrieflyUntilIdle(work, found));
  const group = settled && (await pullIfAsked(work, settled));
  if (group === undefined) return undefined;
  if (isUnfinished(group)) work.note(unfinishedText(group));
  const rules = possibleRules(group, inputs.rules);
  const options = { ...inputs, wereLive: isFinished(props) };
  const drift = driftText(inputs.rules, rules, rulesCheck(KIND), options);
  if (drift !== undefined && isInState(props) && isOk(group))
    work.note(`${drift}${await authors(work, group, inputs.rules, rules)}`);
  const read = { ...inputs, apiUrl: work.session.settings.apiUrl, rules };
  const others = { ...refreshedUnmanagedRules(props, {}), ...refreshedUnreturnable(props, group) };
  const outs = { ...read, ...stateOutputs(group, inputs), ...others };
  return { id, inputs: read, outs };
}

/**
 * The rules of a group that no program has managed yet, by the id of the group. Those that no program can have are rules
 * of others, which an update leaves alone.
 *
 * @param name of the resource
 */
export async function importRules(work: WaldurWork, given: string, name: string): Promise<Found | undefined> {
  const id = importedId(work, given);
  const found = await undefinedIfNotFound(work.client.getGroup(id));
  const group = found && (await pullIfAsked(work, found));
  if (group === undefined) return undefined;
  requireFinished(group.state);
  const { apiUrl } = work.session.settings;
  const live = rulesOf(group);
  const inexpressible = findInexpressible(live, ruleReader, toRuleArgs);
  const others = new Set(inexpressible.map(({ key }) => key));
  const rules = Object.fromEntries(Object.entries(live).filter(([key]) => !others.has(key)));
  if (inexpressible.length > 0) {
    work.warn(
      `${inexpressibleText(inexpressible)}: it is imported as a rule of others. An update leaves it alone, until a refresh has ` +
        "brought it into state and a preview shows that it goes",
    );
  }
  const inputs = { apiUrl, name, securityGroup: id, rules };
  return {
    id,
    inputs: { ...inputs, rules: Object.values(rules).map(toRuleArgs) },
    outs: { ...inputs, ...stateOutputs(group, inputs), ...ruleOutputs(live, rules) },
  };
}
