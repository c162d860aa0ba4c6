import { checkFields } from "../../core/pulumi/check-fields";
import { checkRules, type RulesCheck, summarizeRules } from "../../core/pulumi/check-rules";
import type { Checked, CheckWork } from "../../core/pulumi/crud";
import type { Props } from "../../core/pulumi/handlers";
import { nameFor } from "../../core/pulumi/naming";
import { containsUnknown } from "../../core/rules/unknowns";
import type { E24cloudSession } from "../api/session";
import type { E24cloudSettings } from "../api/settings";
import { ruleLanguage } from "../rule/parse";
import { type Rule, ruleKey } from "../rule/rule";
import { trafficOf } from "../rule/traffic";
import { readSomeInputs, settingFields } from "./inputs";
import { risks } from "./risks";

/** What messages call the resource. */
export const KIND = "firewall group";

const rulesCheck: RulesCheck<Rule> = {
  kind: KIND,
  language: ruleLanguage,
  trafficOf,
  isSame: (a, b) => ruleKey(a) === ruleKey(b),
  // Every change has an order without a gap here: at the worst, everything new is added before anything is removed.
  gapOf: () => undefined,
};

type E24cloudCheck = CheckWork<E24cloudSettings, E24cloudSession>;

/** Checks the inputs of a FirewallGroup without any request and makes them canonical. */
export function checkGroup(
  { settings: { endpoint }, program }: E24cloudCheck,
  olds: Props,
  given: Props,
): Checked {
  const { name, problems } = nameFor(olds, given, program);
  const fields = checkFields(
    { ...given, name },
    {
      resource: "FirewallGroup",
      schemas: settingFields,
      others: ["rules", "endpoint"],
    },
  );
  const inputs = { ...fields.inputs, endpoint };
  const named = { inputs, problems: [...problems, ...fields.problems] };
  const checked = checkRules(olds, given["rules"], named, rulesCheck);
  if (checked.problems.length > 0) return checked;
  const change = { old: checked.known, before: olds };
  return withRisks(olds, summarizeRules(checked.inputs, change, rulesCheck));
}

/** Warns of or refuses what a change endangers, as far as everything is known. */
function withRisks(olds: Props, { inputs, notes = [] }: Checked): Checked {
  const known = Object.entries(inputs).filter(([, value]) => !containsUnknown(value));
  const wanted = readSomeInputs(Object.fromEntries(known));
  const found = risks(readSomeInputs(olds), wanted);
  const { guard = "warn", name = "" } = wanted;
  if (guard === "error") {
    return {
      inputs,
      problems: found.map((risk) => `${risk}. With guard: "warn" this is only a warning`),
      notes,
    };
  }
  const warnings = found.map((risk) => `warning: ${KIND} "${name}": ${risk}`);
  return { inputs, problems: [], notes: [...notes, ...warnings] };
}
