import type { Props } from "../../kit/handlers";
import { rulesOutside } from "../../rules/foreign-rules";
import { groupRulesIn } from "../../rules/stored-rules";
import type { RuleMap } from "../../rules/rule-map";
import { ruleReader } from "../rule/parse";
import type { Rule } from "../rule/args";
import type { Group } from "../api/group";
import type { FirewallGroupInputs } from "./inputs";
import { defaultRules, isDefaultRule } from "./plan";
import { rulesOf } from "./state";

/** Rules that a group has in addition to those of its program. */
export interface Others {
  /** Those that are there for certain. */
  readonly rules: RuleMap<Rule>;
  /** Those that may be there: state does not say, or the server adds them by itself later. */
  readonly perhaps: RuleMap<Rule>;
}

/** The rules of a group at one moment. */
export interface AllRules {
  /** Those of the program; undefined where it manages none. */
  readonly managed: RuleMap<Rule> | undefined;
  readonly others: Others;
}

/** No rules, for certain: a group that is yet to be made. */
export const noRules: AllRules = { managed: undefined, others: { rules: {}, perhaps: {} } };

/**
 * The rules of a group as its outputs have them. State of an older version does not say which default rules it has.
 * @returns undefined where no rule is known: none is managed, and state does not say which others there are
 */
export function rulesInOutputs(outputs: Props): AllRules | undefined {
  const { managed, unmanaged } = groupRulesIn(outputs, ruleReader);
  if (unmanaged !== undefined) return { managed, others: { rules: unmanaged, perhaps: {} } };
  if (managed === undefined) return undefined;
  const keeps = outputs["defaultRules"] !== "remove";
  return { managed, others: { rules: {}, perhaps: keeps ? rulesOutside(defaultRules, managed) : {} } };
}

/** The rules of a group as it was just read, none of which a program manages yet. */
export const allLiveRules = (group: Group): AllRules => ({
  managed: undefined,
  others: { rules: rulesOf(group), perhaps: {} },
});

/** What a change does to a group. */
export interface Change {
  readonly wanted: Partial<FirewallGroupInputs>;
  /** Whether a group is made, which has no rules but default ones. */
  readonly makes: boolean;
  /** Whether the rules are written at all. */
  readonly writes: boolean;
  /** Whether the firewall is switched on, with which default rules may come. */
  readonly switchesOn: boolean;
}

/** The rules of a group after a change, as a plan makes them. */
export function rulesAfter(
  { managed, others }: AllRules,
  { wanted, makes, writes, switchesOn }: Change,
): AllRules {
  const { rules, defaultRules: policy = "keep", foreignRules = "leave" } = wanted;
  const isManaged = rules !== undefined;
  const own = isManaged ? { ...rules } : {};
  const stays = ([key]: [string, Rule]) => {
    if (!isManaged || !writes) return true;
    if (isDefaultRule(key)) return policy === "keep" && !Object.hasOwn(managed ?? {}, key);
    return managed !== undefined && !Object.hasOwn(managed, key) && foreignRules !== "remove";
  };
  const staying = (some: RuleMap<Rule>): RuleMap<Rule> =>
    makes ? {} : rulesOutside(Object.fromEntries(Object.entries(some).filter(stays)), own);
  const certain = staying({ ...others.rules, ...managed });
  const mayCome = (makes || switchesOn) && (!isManaged || policy === "keep");
  // One that is taken out of the program goes, even where the server adds it again.
  const gone = makes || !isManaged ? {} : managed;
  const coming = mayCome ? rulesOutside(defaultRules, { ...gone, ...own }) : {};
  const perhaps = { ...staying(others.perhaps), ...coming };
  return { managed: rules, others: { rules: certain, perhaps: rulesOutside(perhaps, certain) } };
}

/** What rules allow for certain, and what they allow at the most, as lists of rules. */
export function certainAndPossible({ managed, others }: AllRules): Record<"certain" | "possible", Rule[]> {
  const certain = Object.values({ ...others.rules, ...managed });
  return { certain, possible: [...certain, ...Object.values(others.perhaps)] };
}

/** Rules that a group may get by itself in a change. */
export function mayComeIn(before: AllRules, { others }: AllRules): RuleMap<Rule> {
  return rulesOutside(others.perhaps, { ...counted(before.others), ...before.managed });
}

/** The others as a change counts them: what may be there is no news when it shows. */
export const counted = (others: Others | undefined): RuleMap<Rule> => ({
  ...others?.perhaps,
  ...others?.rules,
});
