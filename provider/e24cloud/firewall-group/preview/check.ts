import { checkFields } from "../../../kit/check/check-fields";
import { checkRules, type RulesChecked } from "../../../kit/check/check-rules";
import type { Checked } from "../../../kit/crud";
import type { Props } from "../../../kit/handlers";
import { lintLevel } from "../../../kit/state-fields";
import { nameFor } from "../../../kit/naming/naming";
import { seenResources } from "../../../run/seen";
import type { Group } from "../../api/group";
import type { Rule } from "../../rule/args";
import { withDefaultPolicy } from "../default-policy";
import { KIND, settingFields } from "../inputs";
import { allLiveRules, noRules, rulesInOutputs } from "../other-rules";
import { ownershipProblems } from "../ownership";
import { moveText, programFirewalls } from "../program-firewalls";
import {
  unprotectedServers,
  unprotectedServersText,
  leavingServers,
  serversText,
} from "../unfiltered-servers";
import type { E24cloudCheck } from "./account-preview";
import { rulesCheck } from "./check-rules";
import { findExisting } from "./existing";
import { followUp } from "./follow-up";
import { knownInputs } from "./known-inputs";
import { statements, summaryOf } from "./statements";

/**
 * Checks the inputs of a FirewallGroup and makes them canonical. Only where a group is created or adopted does it look at
 * what the account has. What is said of a group that is in state needs its outputs: that is left to the diff.
 */
export async function checkGroup(work: E24cloudCheck, olds: Props, given: Props): Promise<Checked> {
  const { run, program } = work;
  seenResources(run).checked(program.urn, olds);
  const checked = checkRules(olds, given["rules"], checkedFields(work, olds, given), rulesCheck(KIND), {
    lint: work.settings.lint,
    ignoredRules: program.ignoredRules,
  });
  const { inputs, problems } = checked;
  if (problems.length > 0) return { inputs, problems };

  const { name, adopt } = inputs;
  const { endpoint, apiKey } = work.settings;
  const account = `${endpoint} ${apiKey}`;
  const owned = ownershipProblems(run, work.owner(inputs), { account, name, adopt });
  if (Object.keys(olds).length > 0) {
    const before = rulesInOutputs(olds);
    const { problems: refused } = summaryOf(work, { checked, props: olds, before, ...EXISTING });
    const moves = takenServers(work, inputs);
    return {
      inputs,
      problems: [...owned, ...refused],
      notes: moves,
      followUp: followUp(work, checked, olds),
    };
  }
  const { problems: refused, notes = [] } = await ofNewGroup(work, checked);
  return { inputs, problems: [...owned, ...refused], notes: [...notes, ...takenServers(work, inputs)] };
}

const EXISTING = { makes: false, takesOver: false };

/** Warns of servers that come from another group of the program. */
function takenServers({ run }: E24cloudCheck, inputs: Props): string[] {
  const { name = "", virtualMachines = [] } = knownInputs(inputs);
  return programFirewalls(run)
    .takes(name, virtualMachines)
    .map((move) => `warning: ${KIND} "${name}": ${moveText(move)}`);
}

/** What is said of a group that is made or adopted. */
async function ofNewGroup(
  work: E24cloudCheck,
  checked: RulesChecked<Rule>,
): Promise<Omit<Checked, "inputs">> {
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
