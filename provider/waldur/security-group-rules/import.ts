import { undefinedIfNotFound } from "../../http/errors";
import type { Found } from "../../kit/handlers";
import type { WaldurWork } from "../api/cloud";
import { ruleOutputs } from "../../kit/state-fields";
import { unsayableRules, unsayableText } from "../../rules/unsayable";
import { ruleLanguage } from "../rule/parse";
import { spellRule } from "../rule/codec";
import { importedId, requireFinished } from "../security-group/read";
import { rulesOf } from "../security-group/state";
import { pullIfAsked } from "../security-group/wait";
import { stateOutputs } from "./set";

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
  const unsayable = unsayableRules(live, ruleLanguage, spellRule);
  const others = new Set(unsayable.map(({ key }) => key));
  const rules = Object.fromEntries(Object.entries(live).filter(([key]) => !others.has(key)));
  if (unsayable.length > 0) {
    work.warn(
      `${unsayableText(unsayable)}: it is imported as a rule of others. An update leaves it alone, until a refresh has ` +
        "brought it into state and a preview shows that it goes",
    );
  }
  const inputs = { apiUrl, name, securityGroup: id, rules };
  return {
    id,
    inputs: { ...inputs, rules: Object.values(rules).map(spellRule) },
    outs: { ...inputs, ...stateOutputs(group, inputs), ...ruleOutputs(live, rules) },
  };
}
