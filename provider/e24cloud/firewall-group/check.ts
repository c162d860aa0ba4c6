import { type Checked, checkFields, type Statement, lintLevel, ruleOutputs } from "../../kit/fields";
import { type RulesChecked, beginsToManage, BEGINS, UNREAD_RULES } from "../../kit/check-rules";
import type { CheckSteps, Given } from "../../kit/define-resource";
import type { Props } from "../../kit/handlers";
import { nameFor } from "../../kit/program-context";
import type { FollowUp } from "../../run/resources";
import type { Group } from "../api/group";
import type { Rule } from "../rule/args";
import {
  withDefaultPolicy,
  KIND,
  settingFields,
  COUNTS_AS_KEEP,
  isKeptByAge,
  type FirewallGroupInputs,
  readKnownInputs,
  changedInputs,
} from "./inputs";
import {
  allLiveRules,
  noRules,
  rulesInOutputs,
  type AllRules,
  rulesCheck,
  knownInputs,
  statements,
  summaryOf,
} from "./statements";
import { wantedGroup, findExisting, liveGroup, type LiveGroup } from "./existing";
import {
  moveText,
  programFirewalls,
  unprotectedServers,
  unprotectedServersText,
  leavingServers,
  serversText,
  virtualMachineIds,
} from "./servers";
import type { E24cloud, E24cloudCheck } from "../api/session";
import { rulesOutside } from "../../rules/foreign-rules";
import { rulesInState } from "../../rules/rule-map";
import { findArrived, lateDefaultsIn, rulesOf, marksOf } from "./state";
import { ruleReader } from "../rule/parse";

/**
 * How a FirewallGroup is checked. Only where a group is created or adopted does it read what the account has. What is
 * reported about a group in state needs its outputs: the diff does that.
 */
export const groupCheck: CheckSteps<E24cloud, Rule> = {
  fields: (work, { olds, given }) => checkedFields(work, olds, given),
  rules: () => rulesCheck(KIND),
  wants: ({ settings: { endpoint, apiKey } }, inputs) => wantedGroup(`${endpoint} ${apiKey}`, inputs),
  statement: groupStatement,
};

/** What a new or changed group means. */
async function groupStatement(
  work: E24cloudCheck,
  checked: RulesChecked<Rule>,
  { olds }: Given,
): Promise<Statement> {
  const { inputs } = checked;
  if (Object.keys(olds).length > 0) {
    const before = rulesInOutputs(olds);
    const { problems: refused } = summaryOf(work, { checked, props: olds, before, ...EXISTING });
    return {
      problems: refused,
      notes: takenServers(work, inputs),
      followUp: followUp(work, checked, olds),
    };
  }
  const { problems: refused, notes = [] } = await ofNewGroup(work, checked);
  return { problems: refused, notes: [...notes, ...takenServers(work, inputs)] };
}

const EXISTING = { makes: false, takesOver: false };

/** Warns of servers that come from another group of the program. */
function takenServers({ run }: E24cloudCheck, inputs: Props): string[] {
  const { name = "", virtualMachines = [] } = knownInputs(inputs);
  return programFirewalls(run)
    .takes(name, virtualMachines)
    .map((move) => `warning: ${KIND} "${name}": ${moveText(move)}`);
}

/** What is reported about a group that is made or adopted. */
async function ofNewGroup(work: E24cloudCheck, checked: RulesChecked<Rule>): Promise<Statement> {
  const { inputs } = checked;
  const { adopted, others = [], notes: remarks, uses } = await findExisting(work, inputs);
  const isMade = adopted === undefined;
  const leaving = isMade ? [] : leavingServers(adopted, knownInputs(inputs), {});
  const bare = unprotectedServers(work.run, leaving, others);
  const { problems, notes = [] } = statements(work, {
    checked,
    props: {},
    before: isMade ? noRules : allLiveRules(adopted),
    makes: isMade,
    takesOver: !isMade,
    head: isMade ? undefined : headOf(adopted, leaving),
    dangers: bare.servers.length === 0 ? [] : [unprotectedServersText(bare, undefined)],
    remarks,
  });
  const using = uses === undefined ? [] : [`${String(inputs["name"])}: uses the empty group ${uses.id}`];
  return { problems, notes: [...using, ...notes] };
}

/** What an adoption says before what it opens and closes. */
const headOf = ({ id }: Group, leaving: readonly string[]): string =>
  [`adopts ${id}`, ...(leaving.length === 0 ? [] : [`detaches ${serversText(leaving)}`])].join("; ");

function checkedFields({ settings, program }: E24cloudCheck, olds: Props, given: Props): Checked {
  const { name, problems } = nameFor(olds, given, program);
  const fields = checkFields(
    given,
    { name },
    {
      resource: "FirewallGroup",
      schemas: { ...settingFields, lint: lintLevel },
      others: ["rules", "endpoint"],
    },
  );
  return {
    inputs: withDefaultPolicy(olds, { ...fields.inputs, endpoint: settings.endpoint }),
    problems: [...problems, ...fields.problems],
  };
}

type Inputs = Partial<FirewallGroupInputs>;

/** Reports what a change of a group in state does, once its outputs are known. */
function followUp(work: E24cloudCheck, checked: RulesChecked<Rule>, olds: Props): FollowUp {
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
  const own = rulesInState(outputs["rules"], ruleReader);
  return { ...outputs, ...ruleOutputs(rulesOf(group), own) };
}

/** Whether a change writes rules that the program manages. */
const writesRules = (stored: Props, inputs: Props): boolean =>
  inputs["rules"] !== undefined &&
  changedInputs(stored, inputs).some((field) => field === "rules" || field === "defaultRules");

/** Whether what is reported about a group without managed rules depends on its live ones. */
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

/** A change of who is attached to a group, or of whether it filters. */
export interface MemberChange {
  readonly wanted: Inputs;
  readonly previous: Inputs;
  readonly isReplaced: boolean;
}

/** Whether a change can leave servers without the filter of the group, so that the preview has to ask who else has them. */
function mayLoseServers({ wanted, previous, isReplaced }: MemberChange): boolean {
  if (previous.active === false) return false;
  const isLeft = (previous.virtualMachines ?? []).some(
    (one) => !(wanted.virtualMachines ?? [one]).includes(one),
  );
  const becomesExclusive = wanted.exclusiveMembers === true && previous.exclusiveMembers !== true;
  return isReplaced || isLeft || becomesExclusive || wanted.active === false;
}

/** What is reported about servers that a change takes out of the filter of a group: words, and dangers without the full stop. */
function leavingWords(
  { run }: E24cloudCheck,
  { name, live, ...change }: MemberChange & { readonly name: string; readonly live: LiveGroup | undefined },
): { words: string[]; dangers: string[] } {
  const { wanted, previous, isReplaced } = change;
  if (!mayLoseServers(change)) return { words: [], dangers: [] };
  const leaving = leavingOf(change, live);
  const moves = programFirewalls(run).leaves(name, leaving).map(moveText);
  const isOff = wanted.active === false && !isReplaced;
  const verb = isReplaced ? "its replacement does not filter" : "detaches";
  const words = leaving.length === 0 || isOff ? [] : [`${verb} ${serversText(leaving)}`];
  if (live === undefined) return { words, dangers: leaving.length === 0 ? moves : [...moves, UNSEEN] };
  const bare = unprotectedServers(run, leaving, live.others);
  const open = bare.servers.length === 0 ? [] : [unprotectedServersText(bare, previous.active)];
  return { words, dangers: [...moves, ...open] };
}

const UNSEEN = "which other groups filter the servers that leave is not known";

function leavingOf({ wanted, previous, isReplaced }: MemberChange, live: LiveGroup | undefined): string[] {
  const known = previous.virtualMachines ?? [];
  const all = live === undefined ? known : virtualMachineIds(live.group);
  if (isReplaced) {
    const kept = wanted.active === true ? (wanted.virtualMachines ?? []) : [];
    return all.filter((server) => !kept.includes(server));
  }
  if (live !== undefined) return leavingServers(live.group, wanted, previous);
  return wanted.active === false
    ? known
    : known.filter((one) => !(wanted.virtualMachines ?? [one]).includes(one));
}
