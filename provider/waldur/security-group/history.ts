import type { Deadline } from "../../http/deadline";
import { rulesOutside } from "../../rules/foreign-rules";
import { keyedMap, type RuleMap } from "../../rules/rule-map";
import { nameText } from "../../text/printable";
import { groupUrl } from "../api/ids";
import { recordsOf, type WaldurSession, type WaldurWork } from "../api/session";
import { RULES_CHANGED, type WireEvent, type WireGroup, type WireRule } from "../api/schema";
import type { Rule } from "../rule/args";
import { fromWire, ruleKey } from "../rule/fields";

/** What a record says about the rules of a group: those that came, and those that went. */
export interface RecordedRules {
  readonly added: RuleMap<Rule>;
  readonly removed: RuleMap<Rule>;
}

/**
 * The rules of a record by their keys. A changed rule is one removed and one added; one that was only recreated is
 * neither.
 */
export function recordedRules({ context }: WireEvent): RecordedRules {
  const id = context.security_group_uuid ?? "";
  const keyed = (rules: readonly WireRule[]) =>
    keyedMap(
      rules.map((wire) => {
        const rule = fromWire(wire, id);
        return { key: ruleKey(rule), rule };
      }),
    );
  const { added_rules: added, removed_rules: removed, modified_rules: modified } = context;
  const came = keyed([...added, ...modified.map((rule) => rule.new)]);
  const went = keyed([...removed, ...modified.map(({ old }) => old)]);
  return { added: unlike(came, went), removed: unlike(went, came) };
}

/** Rules without those that others have with the same description too. */
function unlike(rules: RuleMap<Rule>, others: RuleMap<Rule>): RuleMap<Rule> {
  const differs = ([key, { description }]: [string, Rule]) => {
    const other = others[key];
    return other === undefined || other.description !== description;
  };
  return Object.fromEntries(Object.entries(rules).filter(differs));
}

/** Who made a change, and through what; of what a pull found, Waldur knows only who pulled. */
export function byWhom({ context }: WireEvent): string {
  const user = context.user_full_name || context.user_username;
  const name = user ? nameText(user) : undefined;
  if (context.trigger === "backend_sync") {
    return `in OpenStack, found by ${name === undefined ? "a pull of Waldur itself" : `a pull of ${name}`}`;
  }
  return name === undefined ? "by a user whom Waldur does not name" : `by ${name}`;
}

/** A time of the server as `2026-11-30 20:12:03 UTC`. */
export function timeText(created: string): string {
  const time = new Date(created);
  if (Number.isNaN(time.getTime())) return created;
  return `${time.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** More would hide what a line says. */
const MOST_NAMED = 3;

/** Who made changes, and when, to follow what has changed: ` (by admin, 2026-11-30 20:12:03 UTC)`. Empty without any. */
export function authorsText(events: readonly WireEvent[]): string {
  if (events.length === 0) return "";
  const texts = events.slice(0, MOST_NAMED).map((event) => `${byWhom(event)}, ${timeText(event.created)}`);
  const more = events.length - MOST_NAMED;
  return ` (${texts.join("; ")}${more > 0 ? ` and ${more} more` : ""})`;
}

/** Who changed rules of a group, see `authorsText`. Empty where the server has no record of it, or does not answer. */
export async function changedBy(
  session: WaldurSession,
  id: string,
  { came, went }: { readonly came: readonly string[]; readonly went: readonly string[] },
  deadline?: Deadline,
): Promise<string> {
  if (came.length + went.length === 0) return "";
  const scope = groupUrl(session.settings.apiUrl, id);
  const events = await recordsOf(session, { scope, type: RULES_CHANGED }, deadline);
  const open = { added: new Set(came), removed: new Set(went) };
  const found = events.filter((event) => {
    const rules = recordedRules(event);
    const hits = (["added", "removed"] as const).flatMap((side) =>
      Object.keys(rules[side]).filter((key) => open[side].delete(key)),
    );
    return hits.length > 0;
  });
  return authorsText(found);
}

/** Who made the rules of a group other ones, where the server has a record of it. */
export async function authors(
  { deadline, session }: WaldurWork,
  { uuid: id }: Pick<WireGroup, "uuid">,
  before: RuleMap<Rule>,
  live: RuleMap<Rule>,
): Promise<string> {
  const change = {
    came: Object.keys(rulesOutside(live, before)),
    went: Object.keys(rulesOutside(before, live)),
  };
  return changedBy(session, id, change, deadline);
}
