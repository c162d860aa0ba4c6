import { isDeepStrictEqual } from "node:util";
import type { DiffResult, Props } from "../../kit/handlers";
import { type RuleMap, storedRules } from "../../rules/rule-map";
import { isUnknown } from "../../rules/unknowns";
import { codec } from "../rule/fields";
import { ruleLanguage } from "../rule/parse";
import type { Rule } from "../rule/args";
import type { FirewallGroupInputs } from "./inputs";

/**
 * Compares old outputs with new inputs by meaning. e24cloud can't rename a group, the id of another group to adopt
 * means that group, and another address is another place: the new group is made first, the old one deleted where it is.
 */
export function diffGroup(id: string, olds: Props, news: Props): DiffResult {
  const changed = changedInputs(olds, news);
  const adopt = news["adopt"];
  const adoptsOther = typeof adopt === "string" && !isUnknown(adopt) && adopt !== id;
  return {
    // A partially created group is always finished.
    changes: changed.length > 0 || olds["unfinished"] === true,
    replaces: changed.filter(
      (field) =>
        field === "name" ||
        (field === "adopt" && adoptsOther) ||
        (field === "endpoint" && isMoved(olds, news)),
    ),
    deleteBeforeReplace: false,
    repairs: olds["unfinished"] === true ? ["unfinished"] : [],
  };
}

/** A group lives at one address. A resource that was only looked up has none. */
const isMoved = ({ endpoint: old }: Props, { endpoint }: Props) => Boolean(old) && !isUnknown(endpoint);

/** Properties of state that no program sets. */
const NO_INPUTS: readonly string[] = [
  "__provider",
  "owner",
  "permissions",
  "attached",
  "unmanagedRules",
  "unfinished",
  "notUpdatable",
  "unseenAdds",
  "lateDefaultRules",
];

/**
 * The inputs that differ in meaning, as state and programs have them: rules are keyed again from their values, so that a better
 * spelling of keys does not count as a change. What is not known yet counts as changed.
 */
export const changedInputs = (before: Props, wanted: Props): string[] =>
  differing(
    withRules(before, storedMeaning(before["rules"])),
    withRules(wanted, storedMeaning(wanted["rules"])),
  );

/** The same of inputs that have been read. */
export const differingInputs = (
  before: Partial<FirewallGroupInputs>,
  wanted: FirewallGroupInputs,
): string[] =>
  differing(withRules(before, meaningOf(before.rules)), withRules(wanted, meaningOf(wanted.rules)));

const withRules = (inputs: object, rules: unknown) => ({ ...inputs, rules });

function storedMeaning(rules: unknown): unknown {
  return meaningOf(storedRules(rules, ruleLanguage)) ?? rules;
}

/** Rules by their keys, each with what its key does not say. */
const meaningOf = (rules: RuleMap<Rule> | undefined) =>
  rules && Object.fromEntries(Object.entries(rules).map(([key, rule]) => [key, codec.besideKey(rule)]));

function differing(before: object, wanted: object): string[] {
  const [olds, news] = [said(before), said(wanted)];
  const fields = new Set([...olds.keys(), ...news.keys()]);
  return [...fields].filter((field) => !isDeepStrictEqual(olds.get(field), news.get(field))).toSorted();
}

const said = (inputs: object) =>
  new Map<string, unknown>(
    Object.entries(inputs).filter(([field, value]) => value !== undefined && !NO_INPUTS.includes(field)),
  );
