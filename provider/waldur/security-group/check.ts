import { z } from "zod";
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
import {
  beginsToManage,
  BEGINS,
  type RulesChecked,
  UNREAD_RULES,
  type SummaryOptions,
  summarizeRules,
} from "../../kit/check-rules";
import type { CheckSteps, Given } from "../../kit/define-resource";
import type { Props } from "../../kit/handlers";
import { nameFor } from "../../kit/program-context";
import { secretInputs, secretsOf, type WithSecrets } from "../../kit/secrets";
import { timeouts } from "../../kit/settings";
import {
  type RuleMap,
  rulesInState,
  storedRules,
  isFields,
  type RuleReader,
  containsUnknown,
  isUnknown,
} from "../../rules/rule-map";
import type { Compared } from "../../run/resources";
import { DEFAULT_GROUP, type WireGroup } from "../api/schema";
import { idField, parseId } from "../api/ids";
import { ruleNaming } from "../rule/fields";
import { ruleReader } from "../rule/parse";
import type { Rule } from "../rule/args";
import { gapText, metadataGaps } from "./plan";
import {
  rulesCheck,
  liveStart,
  type Start,
  startInState,
  plannedChange,
  rulesAtStart,
} from "./planned-change";
import { KIND, readSomeInputs } from "./inputs";
import {
  rulesElsewhere,
  wantedGroup,
  wantedRules,
  knownGroups,
  groupInPreview,
  outputsWithLiveRules,
  findExisting,
} from "./existing";
import type { Waldur, WaldurCheck, WaldurSession } from "../api/session";
import { rulesOf } from "./state";
import { perRun } from "../../run/run";

/** Limits are Waldur's; it trims strings. */
const schemas = {
  tenant: idField("tenant"),
  name: text.trim().min(1, "must not be empty").max(150, "has more than 150 characters"),
  // Waldur takes 2000, and the group then ends in error.
  description: text.trim().max(255, "has more than 255 characters, which are the most that OpenStack takes"),
  requireGapFree: flag,
  foreignRules,
  guard: oneOf("warn", "error"),
  adopt: z.union([z.literal(true), idField(KIND)], { error: "must be true or the id of a group" }),
  onStuck: oneOf("fail", "unlink"),
  lint: lintLevel,
  timeouts,
  secretInputs,
};

/** How a SecurityGroup is checked. Only where a group is created or adopted does it read what the tenant has. */
export const groupCheck: CheckSteps<Waldur, Rule> = {
  fields: (work, { olds, given }) => {
    const { run, program } = work;
    noteNames(work, given);
    if (program.rulesElsewhere === true && program.urn !== undefined) rulesElsewhere(run).add(program.urn);
    readSomeInputs(olds);
    return checkedFields(work, olds, given);
  },
  rules: () => rulesCheck(KIND),
  wants: ({ settings: { apiUrl }, program }, inputs) => [
    ...wantedGroup(apiUrl, inputs),
    ...wantedRules(apiUrl, undefined, inputs["rules"] === undefined ? undefined : program.urn),
  ],
  statement: groupStatement,
};

/** What a new or changed group means. */
async function groupStatement(
  work: WaldurCheck,
  { inputs, known, lint, remarks, sourceless }: RulesChecked<Rule>,
  { olds }: Given,
): Promise<Statement> {
  const { run, program } = work;
  const isNew = Object.keys(olds).length === 0;
  const { name, tenant, adopt, rules } = inputs;
  const existing = isNew ? await findExisting(work, inputs) : { problems: [], notes: [] };
  const { adopted } = existing;
  knownGroups(run).adopted(program.urn, adopted?.uuid);
  const begins = beginsToManage(olds, inputs);
  const live = adopted ?? (begins ? await namedGroup(work, olds) : undefined);
  const change = {
    lint,
    remarks,
    sourceless,
    before: olds,
    isNew: isNew && adopt === undefined,
    drafts: knownGroups(run).in(rules),
    head: begins ? BEGINS : headOf(inputs, adopted),
  };
  const statement = async (former: Former, start: Start | undefined, areUnsure = false) =>
    rulesStatement(
      work,
      inputs,
      { ...change, old: former.rules, areUnsure, metadataGapText: metadataGap(inputs, former, start) },
      { kind: KIND, language: ruleReader, start, tenant, resource: String(name) },
    );
  const isInState = !isNew && !begins;
  const summary = isInState
    ? NO_SUMMARY
    : await (live === undefined
        ? statement({ ...olds, rules: known }, undefined)
        : statement({ ...live, rules: rulesOf(live) }, liveStart(live)));
  // The engine checks a group that moves again, as a new one: that check says what it means.
  const followUp =
    isInState && !isMoved(olds, inputs)
      ? async (stored: Props, { id }: Compared) => {
          work.session().names.list([{ uuid: id, name: String(name) }]);
          const { outputs, areUnsure } = await outputsWithLiveRules(work, id, stored, ruleReader);
          const rules = rulesInState(outputs["rules"], ruleReader) ?? known;
          return statement({ ...outputs, rules }, startInState(outputs, inputs, ruleReader), areUnsure);
        }
      : undefined;
  const unread = begins && live === undefined ? [UNREAD_RULES] : [];
  const warnings = [...existing.notes, ...unread].map(
    (note) => `warning: ${KIND} "${String(name)}": ${note}`,
  );
  return {
    problems: [...existing.problems, ...summary.problems],
    notes: [...warnings, ...(summary.notes ?? [])],
    followUp,
  };
}

/** The group of a resource in state, whose id a check does not get. */
const namedGroup = (work: WaldurCheck, { tenant, name }: Props) =>
  groupInPreview(work, tenant, (group) => group.name === name);

const NO_SUMMARY: Statement = { problems: [], notes: [] };

/** Whether the old group is left for one in another tenant. */
const isMoved = (olds: Props, { tenant }: Props) =>
  typeof olds["tenant"] === "string" && !containsUnknown(tenant) && olds["tenant"] !== tenant;

function checkedFields({ settings, program }: WaldurCheck, olds: Props, given: Props): Checked {
  const tenant = given["tenant"] ?? settings.tenant;
  const { name, problems } = nameFor(olds, given, program);
  // A description that no program has given is not managed; one that is removed from the program is emptied.
  const description = given["description"] ?? (olds["description"] === undefined ? undefined : "");
  const fields = checkFields(
    given,
    { name, tenant, description },
    { resource: "SecurityGroup", schemas, others: ["rules", "apiUrl"] },
  );
  const noTenant =
    tenant === undefined ? ["there is no tenant: set tenant, or waldur:tenant for all groups"] : [];
  return defaultGroup({
    inputs: { apiUrl: settings.apiUrl, ...fields.inputs },
    problems: [...problems, ...fields.problems, ...noTenant],
  });
}

/** OpenStack's own group can be adopted, for its rules only. */
function defaultGroup({ inputs, problems }: Checked): Checked {
  const { name } = inputs;
  if (name !== DEFAULT_GROUP) {
    const isLike = typeof name === "string" && name.toLowerCase() === DEFAULT_GROUP;
    const problem =
      `OpenStack refuses the name "${String(name)}", which equals that of its own group "default": ` +
      'choose another name, or write "default", with adopt: true, to manage the rules of that one';
    return { inputs, problems: isLike ? [...problems, problem] : problems };
  }
  const { description, ...others } = inputs;
  const notAdopted =
    'OpenStack makes the group "default" itself: set adopt: true to manage its rules, or choose another name';
  const described = 'the description of the group "default" cannot be changed: leave description out';
  return {
    inputs: others,
    problems: [
      ...problems,
      ...(others["adopt"] === undefined ? [notAdopted] : []),
      ...(description === undefined || description === "" ? [] : [described]),
    ],
  };
}

/** What an adoption says before what it opens and closes. */
function headOf({ name, description }: Props, adopted: WireGroup | undefined): string | undefined {
  if (adopted === undefined) return undefined;
  const { uuid, name: former } = adopted;
  const changes = [
    ...(former === name ? [] : [`renames it from "${former}"`]),
    ...(description === undefined || description === adopted.description ? [] : ["changes its description"]),
  ];
  return [`adopts ${uuid}`, ...changes].join("; ");
}

interface Former {
  readonly name?: unknown;
  readonly description?: unknown;
  readonly rules?: RuleMap<Rule> | undefined;
  readonly unmanagedRules?: unknown;
}

/** Why a change of name or description interrupts what the rules allow; undefined where it does not. */
function metadataGap(inputs: Props, old: Former, start: Start | undefined): string | undefined {
  const { name, description, rules } = inputs;
  // State has no description that no program has given: the group may have another one.
  const isChange = (before: unknown, after: unknown) => (after ?? before) !== before;
  if (!isChange(old.name, name) && !isChange(old.description, description)) return undefined;
  const wanted = containsUnknown(rules) ? undefined : storedRules(rules, ruleReader);
  const all = { ...rulesInState(old.unmanagedRules, ruleReader), ...old.rules };
  const after = rules === undefined ? all : { ...start?.foreign, ...wanted };
  const current = Object.values(all).map((rule) => ({ rule, returnable: true }));
  const gaps = metadataGaps(current, Object.values(after));
  return gaps.length === 0 ? undefined : gapText(gaps, ruleNaming({ secretInputs: secretsOf(inputs) }));
}

/** Keeps the name of a group out of messages about others, where it is secret. */
export function hideSecretName(
  session: () => WaldurSession,
  props: { readonly name?: unknown } & WithSecrets,
): void {
  const { name } = props;
  if (typeof name === "string" && secretsOf(props).includes("name")) session().names.hide(name);
}

/** Learns what the program calls the groups in rules. */
export function noteNames({ session }: WaldurCheck, given: Props): void {
  const { rules } = given;
  hideSecretName(session, given);
  if (!Array.isArray(rules)) return;
  for (const { remoteGroup, remoteGroupName } of rules.filter(isFields)) {
    if (typeof remoteGroup !== "string" || typeof remoteGroupName !== "string") continue;
    const id = parseId(remoteGroup);
    if (id !== undefined && !isUnknown(remoteGroupName)) session().names.learn(id, remoteGroupName);
  }
}

/**
 * The groups whose name or description this run changes, by their ids. Waldur then sends all rules to OpenStack again, those
 * too that another resource sets, which has no change of its own to report it in.
 */
export const describedGroups = perRun(() => new Set<string>());

/** Whether a name or a description that state has becomes another one. */
export const isDescribed = (olds: Props, news: Props): boolean =>
  ["name", "description"].some((field) => {
    const [before, after] = [olds[field], news[field]];
    return before !== undefined && after !== undefined && before !== after;
  });

/** A resource that has rules. */
export interface RulesSubject {
  readonly kind: string;
  readonly language: RuleReader<Rule>;
  /** Undefined for a new group. */
  readonly start: Start | undefined;
  readonly tenant: unknown;
  /** Identifies the resource among those that add rules to the tenant. */
  readonly resource: string;
}

/** What new or changed rules do, and what happens to those that stay: said, or refused. */
export async function rulesStatement(
  work: WaldurCheck,
  inputs: Props,
  given: SummaryOptions<Rule>,
  { kind, language, start, tenant, resource }: RulesSubject,
): Promise<Checked> {
  const options =
    start === undefined || given.old === undefined ? given : withOthers(given, given.old, start);
  const wanted = containsUnknown(inputs["rules"]) ? undefined : storedRules(inputs["rules"], language);
  if (start === undefined || wanted === undefined) {
    return summarizeRules(inputs, options, rulesCheck(kind, language));
  }
  const planned = await plannedChange(work, {
    start,
    wanted,
    tenant: typeof tenant === "string" && !containsUnknown(tenant) ? tenant : undefined,
    resource,
    secretInputs: secretsOf(inputs, options.before),
  });
  const remarks = [...(options.remarks ?? []), ...planned.remarks];
  const cloud = rulesCheck(kind, language, planned);
  const summary = summarizeRules(inputs, { ...options, remarks }, cloud);
  const warnings = planned.quota.map((note) => `warning: ${kind} "${String(inputs["name"])}": ${note}`);
  return {
    ...summary,
    problems: [...summary.problems, ...planned.problems],
    notes: [...warnings, ...(summary.notes ?? [])],
  };
}

/** What a group has in addition to the rules of the program counts before its change, and after it where it stays. */
const withOthers = (given: SummaryOptions<Rule>, own: RuleMap<Rule>, start: Start): SummaryOptions<Rule> => ({
  ...given,
  old: { ...rulesAtStart(start), ...own },
  others: start.foreign,
});
