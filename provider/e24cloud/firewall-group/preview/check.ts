import { checkFields } from "../../../core/pulumi/check/check-fields";
import {
  beginsToManage,
  BEGINS,
  checkRules,
  summarizeRules,
  UNREAD_RULES,
} from "../../../core/pulumi/check/check-rules";
import type { Checked } from "../../../core/pulumi/crud";
import type { Props } from "../../../core/pulumi/handlers";
import { lintLevel } from "../../../core/pulumi/state-fields";
import { nameFor } from "../../../core/pulumi/naming/naming";
import { storedRules } from "../../../core/rules/rule-map";
import { containsUnknown } from "../../../core/rules/unknowns";
import { seenResources } from "../../../core/run/seen";
import type { Group } from "../../api/group";
import { ruleLanguage } from "../../rule/parse";
import { fromWire } from "../../rule/wire";
import { KIND, readSomeInputs, settingFields } from "../inputs";
import { ownershipProblems } from "../ownership";
import { managedRules } from "../plan/default-rules";
import { rulesOf } from "../state";
import { bareServers, bareServersText, dismissedServers } from "../unfiltered-servers";
import type { E24cloudCheck } from "./account-preview";
import { rulesCheck } from "./check-rules";
import { encounter, type Encounter, liveGroupOf } from "./encounter";
import { risks } from "./risks";

/**
 * Checks the inputs of a FirewallGroup and makes them canonical. Only where a group is created or adopted does it look at
 * what the account has.
 */
export async function checkGroup(work: E24cloudCheck, olds: Props, given: Props): Promise<Checked> {
  const { run, program } = work;
  const isNew = Object.keys(olds).length === 0;
  seenResources(run).checked(program.urn, olds);
  const cloud = rulesCheck(KIND);
  const { inputs, problems, known, lint, remarks, sourceless } = checkRules(
    olds,
    given["rules"],
    checkedFields(work, olds, given),
    cloud,
    { lint: work.settings.lint, ignoredRules: program.ignoredRules },
  );
  if (problems.length > 0) return { inputs, problems };

  const { name, adopt } = inputs;
  const { endpoint, apiKey } = work.settings;
  const owned = ownershipProblems(run, work.owner(inputs), {
    account: `${endpoint} ${apiKey}`,
    name,
    adopt,
  });
  const met = isNew ? await encounter(work, inputs) : { notes: [] };
  const { adopted } = met;
  const begins = beginsToManage(olds, inputs);
  const live = adopted ?? (begins ? await liveGroupOf(work, olds) : undefined);
  const change = {
    lint,
    remarks,
    sourceless: program.omitsEmpty === true ? sourceless : [],
    old: live === undefined ? known : adoptedRules(live, inputs),
    before: olds,
    isNew: isNew && adopt === undefined,
    head: begins ? BEGINS : adopted && headOf(adopted, inputs),
  };
  const summary = summarizeRules(inputs, change, cloud);
  const unread = begins && live === undefined ? [UNREAD_RULES] : [];
  const notes = [
    ...(met.uses === undefined ? [] : [`${String(name)}: uses the empty group ${met.uses.id}`]),
    ...[...met.notes, ...unread].map((note) => `warning: ${KIND} "${String(name)}": ${note}`),
    ...(summary.notes ?? []),
  ];
  return withRisks(olds, met, { inputs, problems: [...owned, ...summary.problems], notes });
}

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
    inputs: { ...fields.inputs, endpoint: settings.endpoint },
    problems: [...problems, ...fields.problems],
  };
}

/** The inputs that are known, as far as they can be read. */
function knownInputs(inputs: Props) {
  const known = Object.entries(inputs).filter(([, value]) => !containsUnknown(value));
  return readSomeInputs(Object.fromEntries(known));
}

/** The rules of a group to adopt that the program will answer for. */
function adoptedRules({ rules }: Group, inputs: Props) {
  const { defaultRules = "keep" } = knownInputs(inputs);
  return rulesOf(managedRules(rules.map(fromWire), defaultRules, storedRules(inputs["rules"], ruleLanguage)));
}

/** What an adoption says before what it opens and closes. */
function headOf(adopted: Group, inputs: Props): string {
  const leaving = dismissedServers(adopted, knownInputs(inputs));
  const servers = leaving.length === 0 ? [] : [`detaches the servers ${leaving.join(", ")}`];
  return [`takes over ${adopted.id}`, ...servers].join("; ");
}

/** Warns of or refuses what a change endangers, as far as everything is known. */
function withRisks(
  olds: Props,
  { adopted, others = [] }: Encounter,
  { inputs, problems, notes = [] }: Checked,
): Checked {
  const wanted = knownInputs(inputs);
  const bare = adopted === undefined ? [] : bareServers(dismissedServers(adopted, wanted), others);
  const found = [
    ...risks(readSomeInputs(olds), wanted),
    ...(bare.length === 0 ? [] : [bareServersText(bare)]),
  ];
  const { guard = "warn", name = "" } = wanted;
  if (guard === "error") {
    const refused = found.map((risk) => `${risk}. With guard: "warn" this is only a warning`);
    return { inputs, problems: [...problems, ...refused], notes };
  }
  const warnings = found.map((risk) => `warning: ${KIND} "${name}": ${risk}`);
  return { inputs, problems, notes: [...notes, ...warnings] };
}
