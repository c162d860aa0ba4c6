import { z } from "zod";
import type { RuleMap } from "../../rules/rule-map";
import type { Group } from "../api/group";
import type { Rule } from "../rule/args";
import { liveRules } from "./live-rules";
import { defaultRuleKeys } from "./plan/default-rules";

/** Milliseconds for which default rules may still come after a firewall was switched on. */
const WAIT = 24 * 60 * 60 * 1000;

const schema = z.object({
  /** When the firewall was switched on. */
  since: z.iso.datetime(),
  /** Those that no read has shown since. */
  keys: z.array(z.string()),
});

/**
 * Default rules that may yet show and are to be removed: the server works from a queue, and no answer says that it is
 * done. State has them until they have been seen, or for a day.
 */
export type LateDefaults = z.output<typeof schema>;

/** What state awaits; undefined where nothing is, or no longer. */
export function lateDefaultsIn(props: unknown, now = Date.now()): LateDefaults | undefined {
  const { data } = z.object({ lateDefaultRules: schema }).safeParse(props);
  const late = data?.lateDefaultRules;
  return late !== undefined && now - Date.parse(late.since) < WAIT ? late : undefined;
}

/** What is awaited from the moment in which a firewall was switched on. @param rules of the program */
export const lateDefaultsFrom = (since: Date, rules: RuleMap<Rule>): LateDefaults | undefined =>
  some({ since: since.toISOString(), keys: defaultRuleKeys.filter((key) => !Object.hasOwn(rules, key)) });

/**
 * What is still awaited after some reads of the group.
 * @param own the rules that the program had when it was read: to see one of these says nothing about the server's
 */
export function stillAwaited(
  late: LateDefaults | undefined,
  groups: readonly Group[],
  own: RuleMap<Rule> = {},
): LateDefaults | undefined {
  const seen = new Set(groups.flatMap(keysOf).filter((key) => !Object.hasOwn(own, key)));
  return late && some({ ...late, keys: late.keys.filter((key) => !seen.has(key)) });
}

/** The awaited rules that a group shows and that are none of the program's, neither of now nor of before. */
export function findArrived(
  late: LateDefaults | undefined,
  group: Group,
  ...programs: readonly (RuleMap<Rule> | undefined)[]
): string[] {
  const live = new Set(keysOf(group));
  const isOwn = (key: string) => programs.some((rules = {}) => Object.hasOwn(rules, key));
  return (late?.keys ?? []).filter((key) => live.has(key) && !isOwn(key));
}

const some = (late: LateDefaults) => (late.keys.length === 0 ? undefined : late);
const keysOf = (group: Group) => liveRules(group).map(({ key }) => key);
