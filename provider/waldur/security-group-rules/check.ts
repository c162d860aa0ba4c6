import {
  type Checked,
  checkFields,
  type Statement,
  flag,
  foreignRules,
  lintLevel,
  oneOf,
  text,
} from "../../kit/fields";
import type { RulesChecked } from "../../kit/check-rules";
import type { CheckSteps, Given } from "../../kit/define-resource";
import type { Props } from "../../kit/handlers";
import { logicalName } from "../../kit/program-context";
import { secretInputs, secretsOf } from "../../kit/secrets";
import { timeouts } from "../../kit/settings";
import { type RuleMap, rulesInState, storedRules, containsUnknown, isUnknown } from "../../rules/rule-map";
import { type Compared, seenResources } from "../../run/resources";
import { nameText } from "../../text/printable";
import type { Waldur, WaldurCheck } from "../api/session";
import { idField } from "../api/ids";
import type { WireGroup } from "../api/schema";
import { ruleNaming } from "../rule/fields";
import { ruleReader, ruleReaderOf } from "../rule/parse";
import type { Rule } from "../rule/args";
import { gapText, metadataGaps } from "../security-group/plan";
import { rulesCheck, liveStart, type Start, startInState } from "../security-group/planned-change";
import { describedGroups, rulesStatement, noteNames } from "../security-group/check";
import { wantedRules, knownGroups, groupInPreview, outputsWithLiveRules } from "../security-group/existing";
import { rulesOf } from "../security-group/state";
import { KIND, readStoredInputs } from "./inputs";

const schemas = {
  name: text,
  securityGroup: idField("security group"),
  requireGapFree: flag,
  foreignRules,
  onDestroy: oneOf("empty", "keep"),
  lint: lintLevel,
  timeouts,
  secretInputs,
};

/** How a SecurityGroupRules is checked. Only if the rules of a group are adopted does it read what the group has. */
export const rulesCheckSteps: CheckSteps<Waldur, Rule> = {
  fields: (work, { olds, given }) => {
    noteNames(work, given);
    if (Object.keys(olds).length > 0) readStoredInputs(olds);
    return checkedFields(work, given);
  },
  rules: (inputs) => rulesCheck(KIND, languageOf(inputs)),
  wants: ({ settings: { apiUrl }, program }, { securityGroup }) =>
    wantedRules(apiUrl, securityGroup, program.group),
  statement: rulesChangeStatement,
};

/** A rule may name its own group by the group itself. */
const languageOf = ({ securityGroup: group }: Props) =>
  typeof group === "string" && !isUnknown(group) ? ruleReaderOf(group) : ruleReader;

/** What new or changed rules mean. */
async function rulesChangeStatement(
  work: WaldurCheck,
  { inputs, known, lint, remarks, sourceless }: RulesChecked<Rule>,
  { olds }: Given,
): Promise<Statement> {
  const { run } = work;
  const isNew = Object.keys(olds).length === 0;
  const { securityGroup: group } = inputs;
  const language = languageOf(inputs);
  const live = isNew ? await liveGroup(work, group) : undefined;
  const statement = async (
    old: RuleMap<Rule> | undefined,
    start: Start | undefined,
    tenant: unknown,
    areUnsure = false,
  ) =>
    rulesStatement(
      work,
      inputs,
      {
        lint,
        remarks,
        sourceless,
        old,
        areUnsure,
        before: olds,
        // A group that is not known yet is made by the same run, without rules.
        isNew: isNew && isUnknown(group),
        drafts: knownGroups(run).in(inputs["rules"]),
        metadataGapText: describedGap(work, inputs, known),
        head: isOwn(work, group) ? undefined : headOf(live),
      },
      { kind: KIND, language, start, tenant, resource: `rules of ${String(group)}` },
    );
  if (!isNew) {
    const followUp = async (stored: Props, { id }: Compared) => {
      const { outputs, areUnsure } = await outputsWithLiveRules(work, id, stored, language);
      const former = rulesInState(outputs["rules"], language) ?? known;
      return statement(former, startInState(outputs, inputs, language), outputs["tenant"], areUnsure);
    };
    return { problems: [], followUp };
  }
  const summary = await (live === undefined
    ? statement(known, undefined, undefined)
    : statement(rulesOf(live), liveStart(live), live.tenant_uuid));
  return { problems: summary.problems, notes: summary.notes ?? [] };
}

function checkedFields({ settings: { apiUrl }, program }: WaldurCheck, given: Props): Checked {
  const { name = logicalName(program) } = given;
  const { inputs, problems } = checkFields(
    given,
    { name },
    {
      resource: "SecurityGroupRules",
      schemas,
      others: ["rules", "apiUrl", ...secretsOf(given).filter((one) => one === "tenant")],
    },
  );
  const missing = ["securityGroup", "rules"].filter((field) => given[field] === undefined);
  return {
    inputs: { apiUrl, ...inputs },
    problems: [...problems, ...missing.map((field) => `${field} is missing`)],
  };
}

/** Why a change of the group's name or description, by its own resource, interrupts what the rules allow. */
function describedGap(
  { run }: WaldurCheck,
  { securityGroup, rules, ...inputs }: Props,
  known: RuleMap<Rule> | undefined,
): string | undefined {
  if (typeof securityGroup !== "string" || !describedGroups(run).has(securityGroup)) return undefined;
  const wanted = containsUnknown(rules) ? undefined : storedRules(rules, ruleReader);
  const current = Object.values(known ?? {}).map((rule) => ({ rule, returnable: true }));
  const gaps = metadataGaps(current, Object.values(wanted ?? {}));
  return gaps.length === 0 ? undefined : gapText(gaps, ruleNaming({ secretInputs: secretsOf(inputs) }));
}

/** Whether the rules of a group are those of this resource, which is replaced. */
const isOwn = ({ run, program }: WaldurCheck, group: unknown) =>
  seenResources(run).oldInputs(program.urn)?.["securityGroup"] === group;

/** The group as it is, where the tenant is known. */
async function liveGroup(work: WaldurCheck, id: unknown): Promise<WireGroup | undefined> {
  const { program, settings } = work;
  if (typeof id !== "string" || isUnknown(id)) return undefined;
  return groupInPreview(work, program.tenant ?? settings.tenant, ({ uuid }) => uuid === id);
}

const headOf = (group: WireGroup | undefined) =>
  group === undefined || group.rules.length === 0
    ? undefined
    : `adopts the rules of "${nameText(group.name)}" (${group.uuid})`;
