import type { HandlerName } from "./kit/resource-types";
import { type Fields, type RuleReader, type RuleMap, rulesInState } from "./rules/rule-map";
import { type RuleOfKey, wholeRules } from "./rules/codec";
import type { RuleTraffic } from "./traffic/explain";
import { ruleReader as e24cloudLanguage, parseRuleKey as e24cloudRule } from "./e24cloud/rule/parse";
import { knownTraffic as e24cloudTraffic } from "./e24cloud/rule/traffic";
import { ruleReader as waldurLanguage, parseRuleKey as waldurRule } from "./waldur/rule/parse";
import { knownTraffic as waldurTraffic } from "./waldur/rule/traffic";

/** Rules as outputs have them; undefined where they are not managed. */
export const waldurRules = (raw: unknown) => read(raw, waldurLanguage, waldurRule);
export const e24cloudRules = (raw: unknown) => read(raw, e24cloudLanguage, e24cloudRule);

function read<R extends Fields>(
  raw: unknown,
  language: RuleReader<R>,
  ruleOfKey: RuleOfKey,
): RuleMap<R> | undefined {
  return raw === undefined || raw === null ? undefined : rulesInState(wholeRules(raw, ruleOfKey), language);
}

/** A rule that some outputs have. */
export interface StoredRule extends RuleTraffic {
  readonly description: string;
}

/** The same, whatever the cloud. */
export function storedRulesOf(
  handler: HandlerName,
  raw: unknown,
): Readonly<Record<string, StoredRule>> | undefined {
  return handler === "e24cloudFirewallGroup"
    ? mapped(e24cloudRules(raw), (rule) => ({ description: "", ...e24cloudTraffic(rule) }))
    : mapped(waldurRules(raw), (rule) => ({
        description: rule.description ?? "",
        ...waldurTraffic(rule),
      }));
}

const mapped = <R, T>(rules: RuleMap<R> | undefined, of: (rule: R) => T) =>
  rules && Object.fromEntries(Object.entries(rules).map(([key, rule]) => [key, of(rule)] as const));
