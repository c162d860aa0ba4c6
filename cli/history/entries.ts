import type { KeyedTraffic } from "../../provider/traffic/explain";
import { changeSummary, summaryLine } from "../../provider/traffic/format";
import { listed } from "../../provider/traffic/format-protocols";
import { keyedRules, type RuleMap } from "../../provider/rules/rule-map";
import { nameText } from "../../provider/text/printable";
import { RULES_CHANGED, type WireEvent } from "../../provider/waldur/api/schema";
import { type TargetKind, targetKey, targets } from "../../provider/waldur/api/targets";
import type { Rule } from "../../provider/waldur/rule/args";
import { knownTraffic } from "../../provider/waldur/rule/traffic";
import { type RecordedRules, recordedRules } from "../../provider/waldur/security-group/history";
import { groupsBefore, recordedTarget } from "../../provider/waldur/security-group-attachment/history";
import { trafficOf } from "../../provider/waldur/security-group-attachment/traffic";

interface Named {
  readonly id: string;
  readonly name: string;
}

/** A change of a group or of the groups of a server, as the audit log has it. */
export interface Entry {
  readonly event: WireEvent;
  /** Where rules or the group itself were changed. */
  readonly group?: Named;
  /** Keys of rules that came and that went. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Where groups were attached or detached: to and from what, and which. */
  readonly target?: Named & { readonly kind: TargetKind };
  readonly attached: readonly Named[];
  readonly detached: readonly Named[];
  /** What the change meant, in the words of a preview; undefined where the other rules or groups are not known. */
  readonly summary: Meaning | undefined;
}

interface Meaning {
  readonly line: string;
  readonly opens: readonly string[];
  readonly closes: readonly string[];
}

/** What the server has now. */
export interface Live {
  /** The rules of groups by their ids. */
  readonly rules: ReadonlyMap<string, RuleMap<Rule>>;
  /** Ids of the groups of targets, by `targetKey`. */
  readonly groups: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * The changes, newest first. What each meant for traffic is worked out back from what the server has now, as far as the records
 * fit it.
 */
export function entriesOf(
  events: readonly WireEvent[],
  live: Live,
  groupName: (id: string) => string,
): Entry[] {
  const rules = new Map(live.rules);
  const groups = new Map(live.groups);
  return events.map(
    (event) => attachment(event, { rules, groups }, groupName) ?? changeOfGroup(event, rules, groupName),
  );
}

/** Moves what is known of the rules of a group back to before a change of it. */
function changeOfGroup(
  event: WireEvent,
  known: Map<string, RuleMap<Rule>>,
  groupName: (id: string) => string,
): Entry {
  const id = event.context.security_group_uuid ?? "";
  const name = event.context.security_group_name ?? id;
  const rules = recordedRules(event);
  const after = known.get(id);
  const before = event.event_type === RULES_CHANGED ? rulesBefore(after, rules) : after;
  keep(known, id, before);
  const isKnown = event.event_type === RULES_CHANGED && before !== undefined && after !== undefined;
  return {
    event,
    group: { id, name },
    added: Object.keys(rules.added),
    removed: Object.keys(rules.removed),
    attached: [],
    detached: [],
    summary: isKnown ? meaning(`${nameText(name)}:`, traffic(before), traffic(after), groupName) : undefined,
  };
}

/** Moves what is known of the groups of a target back to before a change of them; undefined for records of groups. */
function attachment(
  event: WireEvent,
  known: {
    readonly rules: ReadonlyMap<string, RuleMap<Rule>>;
    readonly groups: Map<string, ReadonlySet<string>>;
  },
  groupName: (id: string) => string,
): Entry | undefined {
  const target = recordedTarget(event);
  if (target === undefined) return undefined;
  const named = (groups: readonly { uuid: string; name: string }[]): Named[] =>
    groups.map(({ uuid: id, name }) => ({ id, name }));
  const after = known.groups.get(targetKey(target));
  const before = after && groupsBefore(after, event);
  keep(known.groups, targetKey(target), before);
  const entry = {
    event,
    target,
    added: [],
    removed: [],
    attached: named(event.context.added_security_groups),
    detached: named(event.context.removed_security_groups),
  };
  const [old, now] = [before, after].map((ids) => ids && trafficOfAll(ids, known.rules));
  const title = `${attachmentText(entry)};`;
  return { ...entry, summary: old && now && meaning(title, old, now, groupName) };
}

/** `server "web-1": attaches web; detaches admin` */
export function attachmentText({ target, attached, detached }: Omit<Entry, "summary">): string {
  const names = (groups: readonly Named[]) =>
    listed(groups.map(({ name }) => nameText(name)).toSorted(), ", ");
  const parts = [
    ...(attached.length > 0 ? [`attaches ${names(attached)}`] : []),
    ...(detached.length > 0 ? [`detaches ${names(detached)}`] : []),
  ];
  const title = target === undefined ? "" : `${targets[target.kind].title} "${nameText(target.name)}": `;
  return title + parts.join("; ");
}

function keep<V>(known: Map<string, V>, key: string, value: V | undefined): void {
  if (value === undefined) known.delete(key);
  else known.set(key, value);
}

/** The rules of a group before a change; undefined where the record does not fit those after it. */
function rulesBefore(
  after: RuleMap<Rule> | undefined,
  { added, removed }: RecordedRules,
): RuleMap<Rule> | undefined {
  if (after === undefined) return undefined;
  const has = (key: string) => Object.hasOwn(after, key);
  const fits =
    Object.keys(added).every(has) &&
    Object.keys(removed).every((key) => !has(key) || Object.hasOwn(added, key));
  if (!fits) return undefined;
  const kept = Object.entries(after).filter(([key]) => !Object.hasOwn(added, key));
  return { ...Object.fromEntries(kept), ...removed };
}

function meaning(
  title: string,
  before: readonly KeyedTraffic[],
  after: readonly KeyedTraffic[],
  groupName: (id: string) => string,
): Meaning {
  const summary = changeSummary(before, after, undefined, { groupName });
  const { opens, closes } = summary;
  return { line: summaryLine(title, summary), opens, closes };
}

const traffic = (rules: RuleMap<Rule>): KeyedTraffic[] =>
  keyedRules(rules).map(({ key, rule }) => ({ key, ...knownTraffic(rule) }));

/** What groups allow together; undefined where the rules of one are not known. */
function trafficOfAll(
  ids: ReadonlySet<string>,
  rules: ReadonlyMap<string, RuleMap<Rule>>,
): KeyedTraffic[] | undefined {
  const each = [...ids].map((id) => ({ id, own: rules.get(id) }));
  if (each.some(({ own }) => own === undefined)) return undefined;
  return each.flatMap(({ id, own = {} }) => trafficOf({ id, label: id }, own));
}
