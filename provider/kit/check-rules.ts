import {
  type Duplicate,
  type Fields,
  readRules,
  type RuleReader,
  type RuleMap,
  rulesInState,
  sameRules,
  type Sourceless,
  containsUnknown,
  isFields,
  storedRules,
} from "../rules/rule-map";
import { type ChangeSummary, changeSummary, driftParts, openingLine, summaryLine } from "../traffic/format";
import { type KeyedTraffic, possibly, type RuleTraffic } from "../traffic/explain";
import type { Checked } from "./fields";
import type { Props } from "./handlers";
import { type IgnoredRule, withIgnoredRules } from "./program-context";
import { type AdvisedNote, mapNote, type Note } from "../run/run";
import { type LintLevel, splitLintLevel } from "./settings";
import { ruleSecrecy, secretsOf, type WithSecrets, type RuleSecrecy } from "./secrets";
import { listed } from "../traffic/format-protocols";
import { lintRules } from "../traffic/lint";
import { type Direction, traffic } from "../traffic/traffic";

/** What a check of rules has to know of a cloud. */
export interface RulesCheck<R extends Fields> {
  /** What messages call the resource, such as `security group`. */
  readonly kind: string;
  readonly language: RuleReader<R>;
  readonly trafficOf: (rule: R) => RuleTraffic;
  /** Whether two rules are the same in everything that the server keeps of them. */
  readonly isSame: (a: R, b: R) => boolean;
  /** What to say where rules come to let nothing out; left out where a guard says it. */
  readonly nothingOut?: AdvisedNote;
  /** Why a change cannot be made without a gap; undefined where it can. */
  readonly gapOf: (old: RuleMap<R>, wanted: RuleMap<R>, secrets: WithSecrets) => string | undefined;
  /** What a change without a gap depends on that is not known, to follow "gap-free if". */
  readonly provided?: string | undefined;
}

/** Whether the program manages rules that it did not manage before: whatever else is live then goes. */
export const beginsToManage = (olds: Props, { rules }: Props): boolean =>
  Object.keys(olds).length > 0 && olds["rules"] === undefined && rules !== undefined;

/** What the preview says first of such a change. */
export const BEGINS = "begins to manage its rules";

/** What it says where it could not read the live rules. */
export const UNREAD_RULES =
  "its live rules could not be read, and those that the program does not have are removed";

/** Inputs with their rules, and the rules of the last check where there are any. */
export interface RulesChecked<R> extends Checked {
  readonly known: RuleMap<R> | undefined;
  /** What happens to questionable rules. */
  readonly lint: LintLevel;
  /** What is not what it seems in the rules, and what says too little, rule by rule; without the full stop. */
  readonly remarks: readonly string[];
  readonly sourceless: readonly Sourceless[];
}

export interface RuleOptions {
  readonly lint: LintLevel;
  readonly ignoredRules?: readonly IgnoredRule[] | undefined;
}

/**
 * Adds the rules, where there are any, to inputs that have been checked otherwise.
 * @param lint what happens to questionable rules where the resource does not say
 */
export function checkRules<R extends Fields>(
  olds: Props,
  raw: unknown,
  checked: Checked,
  { language }: RulesCheck<R>,
  { lint: setting, ignoredRules = [] }: RuleOptions,
): RulesChecked<R> {
  const { problems } = checked;
  const { level: lint, inputs } = splitLintLevel(checked.inputs, setting);
  const known = rulesInState(olds["rules"], language);
  if (raw === undefined || raw === null)
    return { inputs, problems, known, lint, remarks: [], sourceless: [] };
  const secret = ruleSecrecy(inputs).peers;
  const reading = readRules(raw, language, { secret, known: known ?? {} });
  return {
    inputs: { ...inputs, rules: withIgnoredRules(reading.rules, known ?? {}, known ? ignoredRules : []) },
    problems: [...problems, ...reading.problems, ...(lint === "error" ? differing(reading.duplicates) : [])],
    known,
    lint,
    remarks: reading.remarks,
    sourceless: reading.sourceless,
  };
}

/** One of two descriptions gets lost, which a warning of the class says otherwise. */
const differing = (duplicates: readonly Duplicate[]): string[] =>
  duplicates
    .filter(({ differs }) => differs)
    .map(
      ({ position, of }) =>
        `rules[${of}] and rules[${position}] are one rule with different descriptions: leave one of them out`,
    );

export interface SummaryOptions<R> {
  readonly lint: LintLevel;
  /** What is not what it seems in the rules. */
  readonly remarks?: readonly string[] | undefined;
  /** Rules that may say nothing about their source only because the language leaves empty values out. */
  readonly sourceless?: readonly Sourceless[] | undefined;
  /** The rules that exist now; undefined for a new group, and where they are not known. */
  readonly old: RuleMap<R> | undefined;
  /** Whether `old` may only have been wanted by an update that was not finished, as far as is known. */
  readonly areUnsure?: boolean | undefined;
  /** Those of `old` of which state does not say whether they exist. */
  readonly perhaps?: RuleMap<R> | undefined;
  /** Whether the group is new, so that all that its rules allow is opened. */
  readonly isNew?: boolean | undefined;
  /** The rules as far as more is known of them than the inputs say. */
  readonly drafts?: unknown;
  /** The old inputs or outputs, which list what is secret in the old rules. */
  readonly before: Props;
  /** Rules that the group has in addition to the wanted ones afterwards. */
  readonly others?: RuleMap<R> | undefined;
  /** What is reported after the change, where there is one. */
  readonly tail?: string | undefined;
  /** What else happens to the group, such as `adopts 3f34…`: it is printed before the change, or alone. */
  readonly head?: string | undefined;
  /** Why a change besides the rules interrupts what they allow. */
  readonly metadataGapText?: string | undefined;
}

/** Says what new or changed rules do, where everything about them is known, and refuses what must not be done. */
export function summarizeRules<R extends Fields>(
  inputs: Props,
  { remarks = [], ...options }: SummaryOptions<R>,
  cloud: RulesCheck<R>,
): Checked {
  const summary = changeOf(inputs, options, cloud);
  const name = nameOf(inputs, cloud.kind);
  const said = remarks.map((remark) => `${name}: warning: ${remark}`);
  return { ...summary, notes: [...said, ...(summary.notes ?? [])] };
}

function changeOf<R extends Fields>(
  inputs: Props,
  options: SummaryOptions<R>,
  cloud: RulesCheck<R>,
): Checked {
  const { old, areUnsure = false, perhaps = {}, others = {}, before: known, head, tail } = options;
  const { metadataGapText, isNew, drafts } = options;
  const { kind, language, trafficOf, isSame, gapOf, provided } = cloud;
  const name = nameOf(inputs, kind);
  if (inputs["rules"] === undefined) return unmanagedChange(inputs, name, options);
  const reading = splitKnown(drafts ?? inputs["rules"], language);
  if (reading === undefined) return unchanged(inputs, name, head, "its rules are not known yet");
  const { rules: wanted, pending } = reading;
  const isKnown = pending.length === 0;
  const all = { ...others, ...wanted };
  const staysAll = isKnown && old !== undefined && sameRules(old, all, isSame);
  if (staysAll && !areUnsure && metadataGapText === undefined) {
    return unchanged(inputs, name, head, "its rules are up to date");
  }

  const secrecy = ruleSecrecy(inputs, known);
  const title = head === undefined ? `${name}:` : `${name}: ${head};`;
  const [former, coming] = [keyedTraffic(old ?? {}, trafficOf), keyedTraffic(all, trafficOf)];
  const future = [...coming, ...pending];
  const { refused, warnings } = questionsAbout({ wanted, former, coming, future }, secrecy, options, cloud);
  const lines = warnings.map((note) => mapNote(note, (message) => `${name}: warning: ${message}`));
  const withTail = (line: string) => (tail === undefined ? line : `${line}; ${tail}`);
  const summary = (before: readonly KeyedTraffic[]) =>
    changeSummary(before, future, undefined, { hidden: secrecy });
  if (old === undefined) {
    const line = isNew === true ? [withTail(openingLine(title, summary(former)))] : [];
    return { inputs, problems: refused, notes: [...line, ...lines] };
  }

  // What is not known yet may be all that keeps something open.
  const gap = isKnown
    ? (gapOf(old, wanted, { secretInputs: secretsOf(inputs, known) }) ?? metadataGapText)
    : metadataGapText;
  const certain = provided === undefined ? true : { provided };
  const gapFree = gap !== undefined ? { why: gap } : isKnown ? certain : undefined;
  const unseen = former.filter(({ key }) => Object.hasOwn(perhaps, key));
  const change = areUnsure ? unsureSummary(summary, former) : hedgedSummary(summary, former, unseen);
  const verdict = areUnsure && gap === undefined ? undefined : gapFree;
  const notes = [withTail(summaryLine(title, { ...change, gapFree: verdict })), ...lines];
  return { inputs, problems: [...refused, ...gapProblems(inputs, gap)], notes };
}

/** @param head what happens besides, such as an adoption: without it there is nothing to say */
const unchanged = (inputs: Props, name: string, head: string | undefined, what: string): Checked => ({
  inputs,
  problems: [],
  notes: head === undefined ? [] : [`${name}: ${head}; ${what}`],
});

/** What to report where the program does not manage the rules. */
function unmanagedChange<R>(
  inputs: Props,
  name: string,
  { old, head, metadataGapText }: SummaryOptions<R>,
): Checked {
  const isGivenUp = old !== undefined && head === undefined;
  if (!isGivenUp && metadataGapText === undefined) return unchanged(inputs, name, head, "its rules stay");
  const words = [
    ...(head === undefined ? [] : [head]),
    isGivenUp ? "its rules are no longer managed; they stay" : "its rules stay",
    ...(metadataGapText === undefined ? [] : [`not gap-free: ${metadataGapText}`]),
  ];
  return {
    inputs,
    problems: gapProblems(inputs, metadataGapText),
    notes: [`${name}: ${words.join("; ")}`],
  };
}

interface Traffics<R> {
  readonly wanted: RuleMap<R>;
  readonly former: readonly KeyedTraffic[];
  readonly coming: readonly KeyedTraffic[];
  /** With what is not known yet. */
  readonly future: readonly KeyedTraffic[];
}

/** What is questionable about new rules, by whether the program wants a warning or a refusal. */
function questionsAbout<R extends Fields>(
  { wanted, former, coming, future }: Traffics<R>,
  secrecy: RuleSecrecy,
  { lint, sourceless = [], old, head, isNew }: SummaryOptions<R>,
  { trafficOf, nothingOut }: RulesCheck<R>,
): { readonly refused: readonly string[]; readonly warnings: readonly Note[] } {
  if (lint === "off") return { refused: [], warnings: [] };
  const questionable = lintMessages({ rules: wanted, old, trafficOf, secrecy, sourceless });
  const isNewly = isNew === true || head !== undefined || letsOut(former);
  const isShut = isNewly && coming.length > 0 && !letsOut(future);
  const shut = isShut && nothingOut !== undefined ? [nothingOut] : [];
  return {
    refused: lint === "error" ? questionable : [],
    warnings: [...(lint === "warn" ? questionable : []), ...shut],
  };
}

/** Why a change is refused under `requireGapFree`. */
const gapProblems = (inputs: Props, gap: string | undefined): string[] =>
  gap === undefined || inputs["requireGapFree"] !== true
    ? []
    : [`the change is not gap-free: ${gap}; change them in other steps, or leave out requireGapFree`];

/** The same where none of the old rules may be live. @param summary of a change from some rules */
function unsureSummary(
  summary: (before: readonly KeyedTraffic[]) => ChangeSummary,
  before: readonly KeyedTraffic[],
): ChangeSummary {
  const unsure = before.map(({ key, traffic, possible = traffic }) => ({ key, traffic: [], possible }));
  const { opens, mayOpen } = summary(unsure);
  const { closes, mayClose } = summary(before);
  return {
    opens,
    closes: [],
    mayOpen,
    mayClose: [...closes, ...mayClose],
    doubt: "its last update was not finished and its live rules could not be read",
    gapFree: undefined,
  };
}

/** The same where some of them may not exist. @param unseen those */
function hedgedSummary(
  summary: (before: readonly KeyedTraffic[]) => ChangeSummary,
  before: readonly KeyedTraffic[],
  unseen: readonly KeyedTraffic[],
): ChangeSummary {
  const change = summary(before);
  if (unseen.length === 0) return change;
  const { closes } = summary(before.filter((rule) => !unseen.includes(rule)));
  const perhaps = summary(unseen).closes.filter((text) => !closes.includes(text));
  const mayClose = [...new Set([...change.mayClose, ...perhaps])];
  return perhaps.length === 0 ? change : { ...change, closes, mayClose, doubt: UNSEEN };
}

const UNSEEN = "its state does not say which rules it has besides those of the program";

const letsOut = (rules: readonly KeyedTraffic[]) =>
  possibly(rules).some(({ direction }) => direction === "egress");

const nameOf = ({ name }: Props, otherwise: string) =>
  typeof name === "string" && !containsUnknown(name) ? name : otherwise;

export interface DriftOptions extends WithSecrets {
  /**
   * Whether all rules in state were live. After an update that was not finished, some may only have been wanted: then only
   * what none of them allows is reported as opened.
   */
  readonly wereLive: boolean;
}

/**
 * What has happened to a group's rules behind the program's back, in words that follow the name of the resource; undefined
 * where they are as state has them.
 * @param known all rules of the group as state has them, or those of the program where state does not have the others
 */
export function driftText<R extends Fields>(
  known: RuleMap<R>,
  live: RuleMap<R>,
  { trafficOf, isSame }: RulesCheck<R>,
  { wereLive, ...secrets }: DriftOptions,
): string | undefined {
  if (sameRules(known, live, isSame)) return undefined;
  const [before, after] = [keyedTraffic(known, trafficOf), keyedTraffic(live, trafficOf)];
  const change = changeSummary(before, after, true, { hidden: ruleSecrecy(secrets) });
  const { opens } = change;
  if (!wereLive) return opens.length === 0 ? undefined : `drifted: opened ${listed(opens, " and ")}`;
  const parts = driftParts(change);
  return `drifted: ${parts.length === 0 ? "other rules allow the same traffic" : parts.join("; ")}`;
}

/** Rules to check. */
export interface Linted<R> {
  readonly rules: RuleMap<R>;
  /** The old rules: what was questionable in them is not reported again. */
  readonly old: RuleMap<R> | undefined;
  readonly trafficOf: (rule: R) => RuleTraffic;
  /** What is to stay out of messages. Where ports are secret there are none: they name services. */
  readonly secrecy: RuleSecrecy;
  /** Rules that say nothing about where they let in from. */
  readonly sourceless?: readonly Sourceless[];
}

/** What is questionable about new and changed rules, as sentences without the full stop. */
export function lintMessages<R>({
  rules,
  old = {},
  trafficOf,
  secrecy,
  sourceless = [],
}: Linted<R>): string[] {
  const implicit = sourceless
    .filter(({ keys }) => keys.some((key) => !Object.hasOwn(old, key)))
    .map(({ place }) => `${place}: ${IMPLICIT_ANYWHERE}`);
  return [...implicit, ...findings({ rules, old, trafficOf, secrecy })];
}

/** In Python, Go, C# and YAML an unset variable is left out; the types of TypeScript distinguish the two. */
const IMPLICIT_ANYWHERE =
  "no source given: from anywhere; write 0.0.0.0/0 if that is meant (implicit-anywhere)";

function findings<R>({ rules, old = {}, trafficOf, secrecy }: Linted<R>): string[] {
  if (secrecy.ports) return [];
  const isNew = ({ key }: { readonly key: string }) => !Object.hasOwn(old, key);
  const messages = lintRules(keyedTraffic(rules, trafficOf))
    .filter(isNew)
    .map(({ message }) => message);
  return secrecy.peers ? messages.map(withoutPeers) : messages;
}

/** Without the other side in the keys of rules, which are in quotation marks. */
const withoutPeers = (message: string) => message.replace(/ (from|to) [^"]*"/g, '"');

/** Checked rules of which some may not be known before `up`. */
export interface KnownRules<R> {
  /** Those that are known as a whole. */
  readonly rules: RuleMap<R>;
  /** The others, which may allow everything of their direction. */
  readonly pending: readonly KeyedTraffic[];
}

/** Splits rules into those that are known and those that are not yet; undefined where not even their number is known. */
export function splitKnown<R extends Fields>(
  drafts: unknown,
  language: RuleReader<R>,
): KnownRules<R> | undefined {
  if (!isFields(drafts)) return undefined;
  const entries = Object.entries(drafts);
  const known = entries.filter(([, draft]) => !containsUnknown(draft));
  const rules = storedRules(Object.fromEntries(known), language);
  const pending = entries
    .filter(([, draft]) => containsUnknown(draft))
    .map(([key]) => ({ key, traffic: [], possible: everything(key) }));
  return rules && { rules, pending };
}

/** What rules allow, each by its key. */
export const keyedTraffic = <R>(rules: RuleMap<R>, trafficOf: (rule: R) => RuleTraffic): KeyedTraffic[] =>
  Object.entries(rules).map(([key, rule]) => ({ key, ...trafficOf(rule) }));

/** The most that a rule can allow whose key is all that is known: a key begins with the direction, where that is known. */
function everything(key: string) {
  const directions = (["ingress", "egress"] as const).filter((direction) => key.startsWith(`${direction} `));
  const either: readonly Direction[] = directions.length === 0 ? ["ingress", "egress"] : directions;
  return either.flatMap((direction) =>
    (["IPv4", "IPv6"] as const).map((family) => traffic({ direction, family })),
  );
}
