import type { KeyedTraffic, RuleTraffic } from "../provider/traffic/explain";
import {
  allKnown,
  type Fields,
  type ReadingOptions,
  readRules,
  type RuleReader,
} from "../provider/rules/rule-map";
import { wholeRules } from "../provider/rules/codec";
import {
  parseRuleKey as e24cloudRuleOfKey,
  ruleReader as e24cloudLanguage,
} from "../provider/e24cloud/rule/parse";
import { parseRuleKey as waldurRuleOfKey, ruleReader as waldurLanguage } from "../provider/waldur/rule/parse";
import { knownTraffic as e24cloudTraffic } from "../provider/e24cloud/rule/traffic";
import { parseId } from "../provider/waldur/api/ids";
import type { Rule as WaldurRule } from "../provider/waldur/rule/args";
import { SELF } from "../provider/waldur/rule/fields";
import { knownTraffic as waldurTraffic } from "../provider/waldur/rule/traffic";

export type Cloud = "waldur" | "e24cloud";

/** What rules call a group. The ids that mocks give out, such as `web_id`, are none of Waldur's and stay as they are. */
export const groupId = (text: string): string => parseId(text) ?? text;

/**
 * The rules of one group by their keys, from what a program writes or from what state has.
 * @param own the group's id, where it has one
 * @throws {Error} where a check would refuse them
 */
export function keyedRules(cloud: Cloud, raw: unknown, own?: string): KeyedTraffic[] {
  return cloud === "waldur"
    ? keyed(wholeRules(raw, waldurRuleOfKey), languageUnderMocks(own), waldurTraffic)
    : keyed(wholeRules(raw, e24cloudRuleOfKey), e24cloudLanguage, e24cloudTraffic);
}

function keyed<R extends Fields>(
  raw: unknown,
  language: RuleReader<R>,
  traffic: (rule: R) => RuleTraffic,
): KeyedTraffic[] {
  const { rules, problems } = readRules(raw, language);
  if (problems.length > 0) throw new Error(`a preview would refuse these rules:\n  ${problems.join("\n  ")}`);
  if (!allKnown(rules)) throw new Error("the rules are not known");
  return Object.entries(rules).map(([key, rule]) => ({ key, ...traffic(rule) }));
}

const SOME_ID = "0".repeat(32);

/** Waldur's language of rules, for whatever ids mocks give out. A rule that names its own group does so by `self`. */
function languageUnderMocks(own?: string): RuleReader<WaldurRule> {
  const read = (raw: Fields, options: ReadingOptions) => {
    const { remoteGroup: given } = raw;
    if (typeof given !== "string" || given === SELF) return waldurLanguage.read(raw, options);
    const reading = waldurLanguage.read({ ...raw, remoteGroup: SOME_ID }, options);
    const remoteGroup = groupId(given) === own ? SELF : groupId(given);
    return { ...reading, drafts: reading.drafts.map((draft) => ({ ...draft, remoteGroup })) };
  };
  return { ...waldurLanguage, read };
}
