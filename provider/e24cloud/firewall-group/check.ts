import type { dynamic } from "@pulumi/pulumi";
import { messageOf } from "../../core/errors";
import { lintNotes } from "../../core/pulumi/lint-notes";
import { readRules } from "../../core/rules/rule-map";
import { containsUnknown } from "../../core/rules/unknowns";
import { verdictLine, verdictOf } from "../../core/traffic/change-summary";
import { changedInputs } from "./diff";
import { dangers } from "./guards";
import { readSomeInputs, settingFields } from "./inputs";
import { ruleLanguage } from "../rule/parse";
import { trafficOf } from "../rule/traffic";
import type { E24cloudSettings } from "../api/settings";

type Props = Record<string, unknown>;
type Fail = (property: string, reason: string) => void;

/**
 * Turns what a program says into the canonical inputs, or tells everything that is wrong with it. Sends nothing.
 *
 * @param readSettings the account's settings, which may be wrong too
 */
export function check(
  olds: Props,
  news: Props,
  readSettings: () => E24cloudSettings,
): dynamic.CheckResult<Props> {
  const failures: dynamic.CheckFailure[] = [];
  const fail: Fail = (property, reason) => failures.push({ property, reason });
  const before = readSomeInputs(olds);
  const inputs = checkedSettings(news, fail);
  if (isGiven(news.rules)) {
    const secret = inputs.secretRules === true;
    const reading = readRules(news.rules, ruleLanguage, { secret, known: before.rules });
    reading.problems.forEach((problem) => fail("rules", `${problem}.`));
    inputs.rules = reading.rules;
  }
  try {
    inputs.endpoint = readSettings().endpoint;
  } catch (error) {
    fail("endpoint", messageOf(error));
  }
  if (failures.length === 0) judge(before, inputs, fail);
  return { inputs: { ...inputs, __provider: news.__provider }, failures };
}

/** The inputs beside the rules. What is not known yet stays as it is. */
function checkedSettings(news: Props, fail: Fail): Props {
  const inputs: Props = {};
  for (const [field, value] of Object.entries(news)) {
    if (!isGiven(value) || NOT_HERE.includes(field)) continue;
    inputs[field] = value;
    if (!isSetting(field)) fail(field, `${field} is no input of a FirewallGroup.`);
    else if (!containsUnknown(value)) {
      const { data, error } = settingFields[field].safeParse(value);
      inputs[field] = data;
      for (const { path, message } of error?.issues ?? []) {
        const inside = path
          .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
          .join("");
        fail(field, `${field}${inside}: ${message}.`);
      }
    }
  }
  return inputs;
}

/** Inputs that are checked elsewhere. */
const NOT_HERE: readonly string[] = ["rules", "endpoint", "__provider"];

const isGiven = (value: unknown) => value !== undefined && value !== null;

const isSetting = (field: string): field is keyof typeof settingFields => Object.hasOwn(settingFields, field);

/** Says what the change will do, and warns of or refuses what it endangers, as far as everything is known. */
function judge(before: ReturnType<typeof readSomeInputs>, inputs: Props, fail: Fail): void {
  const known = Object.entries(inputs).filter(([, value]) => !containsUnknown(value));
  const wanted = readSomeInputs(Object.fromEntries(known));
  const { guard = "warn", name = "", secretRules: secret = false } = wanted;
  if (wanted.rules && changedInputs(before, wanted).includes("rules")) {
    const notes = lintNotes(`firewall group "${name}"`, wanted.rules, trafficOf, secret);
    if (before.rules) {
      const [old, now] = [before.rules, wanted.rules].map((rules) => Object.values(rules).flatMap(trafficOf));
      // Every change has an order without a gap here: at the worst, everything new is added before anything is removed.
      notes.unshift(verdictLine(name, verdictOf(old ?? [], now ?? [], true, { secret })));
    }
    notes.forEach((note) => console.log(note));
  }
  for (const danger of dangers(before, wanted)) {
    if (guard === "error") fail("rules", `${danger}. With guard: "warn" this is only a warning.`);
    else console.log(`warning: firewall group "${name}": ${danger}`);
  }
}
