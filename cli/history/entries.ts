import type { KeyedTraffic } from "../../provider/traffic/explain";
import { changeSummary, summaryLine } from "../../provider/traffic/format";
import { keyedRules, type RuleMap } from "../../provider/rules/rule-map";
import { nameText } from "../../provider/text/printable";
import { RULES_CHANGED, type WireEvent } from "../../provider/waldur/api/schema";
import type { Rule } from "../../provider/waldur/rule/args";
import { knownTraffic } from "../../provider/waldur/rule/traffic";
import { type RecordedRules, recordedRules } from "../../provider/waldur/security-group/history";

/** A change of a group, as the audit log has it. */
export interface Entry {
  readonly event: WireEvent;
  readonly group: { readonly id: string; readonly name: string };
  /** Keys of rules that came and that went. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** What the change meant, in the words of a preview; undefined where the other rules are not known. */
  readonly summary:
    | { readonly line: string; readonly opens: readonly string[]; readonly closes: readonly string[] }
    | undefined;
}

/**
 * The changes of groups, newest first. What each meant for traffic is worked out back from the rules that a group has now, as
 * far as the records fit them.
 * @param live the rules of groups by their ids, as they are now
 */
export function entriesOf(
  events: readonly WireEvent[],
  live: ReadonlyMap<string, RuleMap<Rule>>,
  groupName: (id: string) => string,
): Entry[] {
  const known = new Map(live);
  return events.map((event) => {
    const id = event.context.security_group_uuid ?? "";
    const name = event.context.security_group_name ?? id;
    const rules = recordedRules(event);
    const after = known.get(id);
    const before = event.event_type === RULES_CHANGED ? rulesBefore(after, rules) : after;
    if (before === undefined) known.delete(id);
    else known.set(id, before);
    const isKnown = event.event_type === RULES_CHANGED && before !== undefined && after !== undefined;
    return {
      event,
      group: { id, name },
      added: Object.keys(rules.added),
      removed: Object.keys(rules.removed),
      summary: isKnown ? meaning(name, before, after, groupName) : undefined,
    };
  });
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
  name: string,
  before: RuleMap<Rule>,
  after: RuleMap<Rule>,
  groupName: (id: string) => string,
): NonNullable<Entry["summary"]> {
  const summary = changeSummary(traffic(before), traffic(after), undefined, { groupName });
  const { opens, closes } = summary;
  return { line: summaryLine(`${nameText(name)}:`, summary), opens, closes };
}

const traffic = (rules: RuleMap<Rule>): KeyedTraffic[] =>
  keyedRules(rules).map(({ key, rule }) => ({ key, ...knownTraffic(rule) }));
