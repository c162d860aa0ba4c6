import { beginsToManage, BEGINS, type RulesChecked, UNREAD_RULES } from "../../../kit/check/check-rules";
import type { Props } from "../../../kit/handlers";
import { ruleOutputs } from "../../../kit/unmanaged-rules";
import { rulesOutside } from "../../../rules/foreign-rules";
import { rulesInState } from "../../../rules/rule-map";
import type { FollowUp } from "../../../run/seen";
import { COUNTS_AS_KEEP, isKeptByAge } from "../default-policy";
import { changedInputs } from "../diff";
import { type FirewallGroupInputs, readKnownInputs } from "../inputs";
import { findArrived, lateDefaultsIn } from "../late-defaults";
import { type AllRules, allLiveRules, rulesInOutputs } from "../other-rules";
import { programFirewalls } from "../program-firewalls";
import { rulesOf } from "../live-rules";
import { marksOf } from "../state";
import type { Group } from "../../api/group";
import { ruleLanguage } from "../../rule/parse";
import type { Rule } from "../../rule/args";
import type { E24cloudCheck } from "./account-preview";
import { liveGroup } from "./existing";
import { knownInputs } from "./known-inputs";
import { leavingWords, mayLoseServers } from "./leaving-servers";
import { statements } from "./statements";

type Inputs = Partial<FirewallGroupInputs>;

/** Says of a group in state what a change does, once its outputs are known. */
export function followUp(work: E24cloudCheck, checked: RulesChecked<Rule>, olds: Props): FollowUp {
  return async (stored, { id, replaces }) => {
    const { inputs } = checked;
    const isReplaced = replaces.length > 0;
    const wanted = knownInputs(inputs);
    const previous = readKnownInputs(stored);
    const name = wanted.name ?? String(olds["name"]);
    programFirewalls(work.run).has(id, { name, active: wanted.active ?? previous.active });

    const late = wanted.defaultRules === "remove" && !isReplaced ? lateDefaultsIn(stored) : undefined;
    const begins = beginsToManage(stored, inputs);
    const areUnsure = stored["rules"] !== undefined && marksOf(stored).unfinished;
    const isUnseen = stored["unmanagedRules"] === undefined && writesRules(stored, inputs);
    const asksForLive =
      begins ||
      isUnseen ||
      areUnsure ||
      late !== undefined ||
      (inputs["rules"] === undefined && dependsOnLiveRules(wanted, previous)) ||
      mayLoseServers({ wanted, previous, isReplaced });
    const live = asksForLive ? await liveGroup(work, id) : undefined;
    const outputs = areUnsure && live ? withLiveRules(stored, live.group) : stored;

    const come = live && wanted.rules ? findArrived(late, live.group, wanted.rules, previous.rules) : [];
    const { words, dangers } = leavingWords(work, { name, wanted, previous, isReplaced, live });
    const { problems, notes = [] } = statements(work, {
      checked,
      props: outputs,
      before: rulesBefore(outputs, live?.group),
      areUnsure: areUnsure && live === undefined,
      makes: false,
      takesOver: begins,
      isReplaced,
      head: begins ? BEGINS : undefined,
      dangers,
      remarks: begins && live === undefined ? [UNREAD_RULES] : [],
    });
    const isChanged = changedInputs(olds, inputs).length > 0;
    const more = [
      ...words,
      ...(come.length === 0
        ? []
        : [`e24cloud's default rules were added and will be removed: ${come.join(", ")}`]),
      ...(isChanged && !isReplaced && isKeptByAge(olds, inputs) ? [COUNTS_AS_KEEP] : []),
    ];
    return {
      problems,
      notes: [...notes, ...more.map((word) => `${name}: ${word}`)],
      repairs: come.length === 0 ? [] : ["rules"],
    };
  };
}

/** The outputs with the rules that are live: after an update that was not finished, those in state may only have been wanted. */
function withLiveRules(outputs: Props, group: Group): Props {
  const own = rulesInState(outputs["rules"], ruleLanguage);
  return { ...outputs, ...ruleOutputs(rulesOf(group), own) };
}

/** Whether a change writes rules that the program manages. */
const writesRules = (stored: Props, inputs: Props): boolean =>
  inputs["rules"] !== undefined &&
  changedInputs(stored, inputs).some((field) => field === "rules" || field === "defaultRules");

/** Whether what is said of a group without managed rules depends on its live ones. */
const dependsOnLiveRules = (wanted: Inputs, previous: Inputs) =>
  (wanted.keepReachable ?? []).length > 0 || (wanted.active === true && previous.active !== true);

/**
 * The rules before a change; undefined where they are not managed and could not be read. The live ones count if the
 * program begins to manage them, and where state does not say which others there are.
 */
function rulesBefore(outputs: Props, live: Group | undefined): AllRules | undefined {
  const stored = rulesInOutputs(outputs);
  if (live === undefined) return stored;
  if (stored?.managed === undefined) return allLiveRules(live);
  if (outputs["unmanagedRules"] !== undefined) return stored;
  const { managed } = stored;
  return { managed, others: { rules: rulesOutside(rulesOf(live), managed), perhaps: {} } };
}
