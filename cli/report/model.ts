import { possibly } from "../../provider/traffic/explain";
import { trafficChange } from "../../provider/traffic/format";
import { lintRules } from "../../provider/traffic/lint";
import { isWorldwide } from "../../provider/traffic/traffic";
import { filterOf, type Group, type GroupRule, isOff, namesOf, readableKey } from "../groups/group";
import { graphOf } from "../graph/model";
import { type ChangedGraph, changedGraph } from "./changed-graph";
import { idOf, isSecretStep, type TwoStates, twoStates } from "./groups";
import { type IntentState, isOfIntents, saidOfIntents } from "./intents";
import type { Preview, Step } from "./preview";
import { type Said, whatIsSaid } from "./said";

/** How closely a reviewer has to read a change, the worst first. */
export const levels = {
  refused: "refused",
  risky: "opens what lint reports",
  world: "opens to the world",
  gap: "not gap-free",
  opens: "opens",
  closes: "closes",
  other: "traffic stays",
} as const;
export type Level = keyof typeof levels;
const order = Object.keys(levels) as Level[];

/** What a preview would do to one resource. */
export interface Change extends Pick<Said, "verdict" | "perhaps" | "others" | "warnings" | "errors"> {
  readonly title: string;
  readonly cloud: "waldur" | "e24cloud";
  readonly action: "new" | "changed" | "replaced" | "deleted";
  readonly level: Level;
  /** What it opens and closes, in words; empty where nothing. */
  readonly opens: string;
  readonly closes: string;
  /** Keys of the rules that are added and removed; none where they are secret. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly isSecret: boolean;
}

/** What a reviewer has to know of a preview. */
export interface Report {
  readonly stack: string;
  /** The worst first. */
  readonly changes: readonly Change[];
  /** Errors and warnings that are about no resource of this package. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** Undefined where none were checked. */
  readonly intents: IntentState | undefined;
  /** What a preview cannot know. */
  readonly upOnly: readonly string[];
  /** What changes between groups, without what stays. */
  readonly graph: ChangedGraph;
}

/**
 * @param names what the program calls groups that a preview leaves out since they stay, by their ids
 * @param intents what is known of them. Default: what the preview has said
 */
export function reportOf(
  preview: Preview,
  names: ReadonlyMap<string, string> = new Map(),
  intents = saidOfIntents(preview),
): Report {
  const others = preview.diagnostics.filter((one) => !isOfIntents(one));
  const said = whatIsSaid(others, preview.steps);
  const adopted = new Set(preview.steps.filter((step) => isAdoption(said.of(step))).map(({ urn }) => urn));
  const states = twoStates(preview);
  const byId = (groups: readonly Group[]) => new Map(groups.map((group) => [group.id, group]));
  const [before, after] = [byId(states.before), byId(states.after)];
  const own = namesOf([...states.before, ...states.after]);
  const nameOf = (id: string) => names.get(id) ?? own(id);
  const merged = onePerResource(preview.steps);
  const drafts = merged.map((step) => {
    const lines = said.of(step);
    const pair = { before: before.get(idOf(step)), after: after.get(idOf(step)) };
    return { step, lines, change: changeOf(step, lines, pair, nameOf) };
  });
  const changed = drafts.filter(({ step, lines }) => step.op !== "same" || lines.errors.length > 0);
  return {
    stack: preview.stack,
    changes: changed.map(({ change }) => change).toSorted(byLevel),
    errors: said.errors,
    warnings: said.warnings,
    intents,
    upOnly: changed.flatMap(({ step, change }) => onlyInUp(change, states.unknown.get(step.urn) ?? [])),
    graph: pictureOf(states, adopted, names),
  };
}

const isAdoption = ({ others }: Said) => others.some((text) => text.startsWith("adopts "));

/** What an adopted group had before is in no preview, so that it is left out. */
function pictureOf(
  { before, after }: TwoStates,
  adopted: ReadonlySet<string>,
  names: ReadonlyMap<string, string>,
): ChangedGraph {
  const graph = (groups: readonly Group[]) => graphOf(groups, { merges: false, names });
  return changedGraph(graph(before), graph(after.filter(({ urn }) => !adopted.has(urn))));
}

const byLevel = (a: Change, b: Change) =>
  order.indexOf(a.level) - order.indexOf(b.level) || (a.title < b.title ? -1 : a.title > b.title ? 1 : 0);

/** The steps of a replacement are one change. */
function onePerResource(steps: readonly Step[]): Step[] {
  const merged = new Map<string, Step>();
  for (const step of steps) {
    const known = merged.get(step.urn);
    const both = known && { ...known, op: "replace", old: known.old ?? step.old, new: known.new ?? step.new };
    merged.set(step.urn, both ?? step);
  }
  return [...merged.values()];
}

interface Pair {
  readonly before: Group | undefined;
  readonly after: Group | undefined;
}

function changeOf(step: Step, said: Said, pair: Pair, nameOf: (id: string) => string): Change {
  const isSecret = isSecretStep(step);
  const action = actionOf(step.op);
  const [old, coming] = managesRules(step) ? [rulesOf(pair.before), rulesOf(pair.after)] : [[], []];
  const words = trafficChange(possibly(old), possibly(coming), { groupName: nameOf });
  const isOpen = isSwitchedOff(pair);
  const opens = isOpen ? "everything: its firewall is off" : textOf(said.opens, isSecret ? [] : words.opens);
  const closes = textOf(said.closes, isSecret ? [] : words.closes);
  const keys = (some: readonly GroupRule[], others: readonly GroupRule[]) =>
    some
      .filter(({ key }) => !others.some((other) => other.key === key))
      .map(({ key }) => readableKey(key, nameOf));
  const { verdict, perhaps, others, warnings, errors } = said;
  const change = { verdict, perhaps, others, warnings, errors, opens, closes };
  return {
    title: step.title,
    cloud: step.handler === "e24cloudFirewallGroup" ? "e24cloud" : "waldur",
    action,
    level: levelOf(change, pair),
    ...change,
    added: isAdoption(said) ? [] : keys(coming, old),
    removed: keys(old, coming),
    isSecret,
  };
}

const actionOf = (op: string): Change["action"] =>
  /replace/.test(op)
    ? "replaced"
    : op === "delete"
      ? "deleted"
      : /create|import/.test(op)
        ? "new"
        : "changed";

/** Rules that another resource has are shown there. */
const managesRules = ({ old, new: coming }: Step) =>
  [old, coming].some((one) => one?.inputs["rules"] !== undefined);

const rulesOf = (group: Group | undefined) => (group === undefined ? [] : filterOf(group).rules);

/** The words of the preview, which know more, else those that follow from its inputs. */
const textOf = (said: string | undefined, found: readonly string[]) =>
  said === undefined ? found.join(" and ") : said === "nothing" ? "" : said;

const isSwitchedOff = ({ before, after }: Pair) =>
  after !== undefined && isOff(after) && (before === undefined || !isOff(before));

function levelOf(
  {
    errors,
    opens,
    closes,
    verdict,
    perhaps,
  }: Pick<Change, "errors" | "opens" | "closes" | "verdict" | "perhaps">,
  { before, after }: Pair,
): Level {
  if (errors.length > 0) return "refused";
  const [old, coming] = [rulesOf(before), rulesOf(after)];
  const isNew = ({ key }: { key: string }) => !old.some((one) => one.key === key);
  const findings = lintRules(coming).filter(
    ({ kind }) => kind.startsWith("open-") || kind === "unknown-rule",
  );
  if (findings.some(isNew) || isSwitchedOff({ before, after })) return "risky";
  const isOpen = (rule: GroupRule) =>
    possibly([rule]).some((box) => box.direction === "ingress" && isWorldwide(box));
  if (opens !== "" && coming.some((rule) => isNew(rule) && isOpen(rule))) return "world";
  if (verdict.startsWith("not gap-free")) return "gap";
  if (opens !== "" || perhaps.some((text) => text.startsWith("may open"))) return "opens";
  return closes !== "" || perhaps.length > 0 ? "closes" : "other";
}

function onlyInUp({ title, action, verdict }: Change, unknown: readonly string[]): string[] {
  const [, condition] = /^gap-free if (.*)$/.exec(verdict) ?? [];
  return [
    ...(action === "deleted" ? [`${title}: whether a server still uses it`] : []),
    ...(condition === undefined ? [] : [`${title}: whether ${condition}`]),
    ...unknown.map((key) => `${title}: what "${key}" allows`),
  ];
}
