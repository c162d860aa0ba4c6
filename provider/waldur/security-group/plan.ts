import { isKnown, possibly } from "../../traffic/explain";
import { type Common, havingPart, isAny, type TrafficSet } from "../../traffic/set";
import { type Keyed, keyedRules, type RuleMap } from "../../rules/rule-map";
import type { Rule } from "../rule/args";
import { sameRule, type RuleNaming, type Fate } from "../rule/fields";
import { knownTraffic, ruleTraffic } from "../rule/traffic";
import { listRules } from "../../rules/codec";

/** A rule that a group has now. */
export interface CurrentRule extends Keyed<Rule> {
  /** Whether Waldur takes the rule back as it is; it does not for some that it has imported from OpenStack. */
  readonly returnable: boolean;
}

/** What one `set_rules` carries. */
export interface RuleCall<C extends CurrentRule> {
  /** Sent with their ids and as they were read, so that OpenStack leaves them alone. */
  readonly kept: readonly C[];
  /** Sent with the id of the old rule and the values of the new one: OpenStack recreates them. */
  readonly recreated: readonly (readonly [old: C, wanted: Rule])[];
  readonly added: readonly Keyed<Rule>[];
}

/** Why traffic that is to stay allowed is not allowed all the time, and the rules concerned. */
export interface Gap {
  readonly cause: "quota" | "icmpv6" | "description" | "imported" | "unknown";
  readonly rules: readonly Rule[];
}

export interface RulePlan<C extends CurrentRule> {
  /** The calls that are left, the next one included; 0 when nothing is to be done. */
  readonly calls: 0 | 1 | 2;
  /** Why two calls are needed: the rules whose traffic is to stay allowed and would be interrupted by one. Empty otherwise. */
  readonly interrupted: readonly Rule[];
  /** The next call. When it is done, what follows is planned from what the server then has. */
  readonly call: RuleCall<C>;
  /** Empty where traffic that is allowed both before and after is allowed all the time. */
  readonly gaps: readonly Gap[];
}

/**
 * Plans how a group gets from its rules to others: make before break, in as few calls as that allows.
 *
 * `set_rules` replaces the whole list, and OpenStack first deletes what is gone or differs, then makes what is new.
 * So one call leaves no gap when the rules it keeps cover what is allowed both before and after. Else the first of
 * two calls adds what is new, and the second removes what is old.
 *
 * @param remaining how many more rules the tenant's quota allows; left out where that is not known
 */
export function planRules<C extends CurrentRule>(
  current: readonly C[],
  wantedRules: RuleMap<Rule>,
  remaining = Number.POSITIVE_INFINITY,
): RulePlan<C> {
  const change = compare(current, wantedRules);
  const wanted = Object.values(wantedRules);
  const direct = directCall(change);
  if (change.gone.length + change.added.length + change.descriptionOnly.length === 0) {
    return { calls: 0, interrupted: [], call: direct, gaps: [] };
  }
  // What is kept allows the same all the time, whatever that is.
  const kept = new Set(direct.kept.map(({ key }) => key));
  const most = (rules: readonly Keyed<Rule>[]) =>
    mostTraffic(rules.filter((one) => hasKnownTraffic(one) || !kept.has(one.key)).map(({ rule }) => rule));
  const lasting = [most(current), most(keyedRules(wantedRules))];
  const steady = steadyTraffic(direct);
  const openInOne = { inAll: lasting, inNone: [steady] };
  if (!isAny(openInOne)) return { calls: 1, interrupted: [], call: direct, gaps: [] };

  const { first, late } = unionCall(change);
  const steadyFirst = steadyTraffic(first);
  const steadyThen = trafficOf(wanted.filter((rule) => !isIcmpV6(rule) && !late.has(rule)));
  const openInTwo = [steadyFirst, steadyThen].map((some) => ({ inAll: lasting, inNone: [some] }));
  const closedByTwo = { inAll: [...lasting, steadyFirst, steadyThen], inNone: [steady] };
  if (!isAny(closedByTwo))
    return { calls: 1, interrupted: [], call: direct, gaps: gapsOf(change, [openInOne]) };
  if (change.added.length > remaining) {
    const gaps: Gap[] = [{ cause: "quota", rules: [] }, ...gapsOf(change, [openInOne])];
    return { calls: 1, interrupted: [], call: direct, gaps };
  }
  const interrupted = havingPart(
    current.map(({ rule }) => rule),
    possibleTraffic,
    openInOne,
  );
  return { calls: 2, interrupted, call: first, gaps: gapsOf(change, openInTwo) };
}

/**
 * Gaps of a change of name or description alone: Waldur sends all rules to OpenStack again, which then makes ICMP over
 * IPv6 again.
 */
export function metadataGaps(current: readonly Pick<CurrentRule, "rule">[], wanted: readonly Rule[]): Gap[] {
  const rules = havingPart(wanted.filter(isIcmpV6), ruleTraffic, {
    inAll: [trafficOf(current.map(({ rule }) => rule)), trafficOf(wanted)],
    inNone: [steadyTraffic({ kept: current })],
  });
  return rules.length === 0 ? [] : [{ cause: "icmpv6", rules }];
}

interface Change<C extends CurrentRule> {
  readonly unchanged: readonly (readonly [C, Rule])[];
  /** Rules of which only the description changes. */
  readonly descriptionOnly: readonly (readonly [C, Rule])[];
  readonly gone: readonly C[];
  readonly added: readonly Keyed<Rule>[];
}

function compare<C extends CurrentRule>(current: readonly C[], wanted: RuleMap<Rule>): Change<C> {
  const open = new Map(Object.entries(wanted));
  const isRight = ({ key, rule }: C) => {
    const meant = open.get(key);
    return meant === undefined || sameRule(meant, rule);
  };
  const isChange = ([{ rule }, meant]: readonly [C, Rule]) => !sameRule(rule, meant);

  // Two rules of the server can be one in canonical form: the one with the right description is to stay, and of these one
  // that Waldur accepts back.
  const candidates = [
    ...returnableFirst(current.filter(isRight)),
    ...returnableFirst(current.filter((one) => !isRight(one))),
  ];
  const stays: (readonly [C, Rule])[] = [];
  const gone: C[] = [];
  for (const one of candidates) {
    const wantedRule = open.get(one.key);
    open.delete(one.key);
    if (wantedRule === undefined) gone.push(one);
    else stays.push([one, wantedRule]);
  }
  return {
    unchanged: stays.filter((pair) => !isChange(pair)),
    descriptionOnly: stays.filter(isChange),
    gone,
    added: [...open].map(([key, rule]) => ({ key, rule })),
  };
}

/** Everything in one call. */
function directCall<C extends CurrentRule>({ unchanged, descriptionOnly, added }: Change<C>): RuleCall<C> {
  return {
    kept: returnable(unchanged.map(([one]) => one)),
    recreated: [...unchanged.filter(([one]) => !one.returnable), ...descriptionOnly],
    added,
  };
}

/**
 * The first of two calls: the new rules together with the old ones. Descriptions change in it where other rules that stay
 * cover the traffic meanwhile; the `late` ones wait for the second call.
 */
function unionCall<C extends CurrentRule>(
  change: Change<C>,
): { first: RuleCall<C>; late: ReadonlySet<Rule> } {
  const { unchanged, descriptionOnly, gone, added } = change;
  const staying = returnable([...unchanged.map(([one]) => one), ...gone]);
  const uncovered = havingPart(descriptionOnly, ([one]) => ruleTraffic(one.rule), {
    inAll: [],
    inNone: [steadyTraffic({ kept: staying })],
  });
  const late = new Set(uncovered.filter(([one]) => one.returnable));
  return {
    first: {
      kept: [...staying, ...[...late].map(([one]) => one)],
      recreated: [
        ...unchanged.filter(([one]) => !one.returnable),
        ...descriptionOnly.filter((pair) => !late.has(pair)),
      ],
      added,
    },
    late: new Set([...late].map(([, rule]) => rule)),
  };
}

/** The rules that carry uncovered traffic, by what makes the server touch them. */
function gapsOf<C extends CurrentRule>(change: Change<C>, open: readonly Common[]): Gap[] {
  const { unchanged, descriptionOnly, gone, added } = change;
  const uncovered = (rules: readonly Rule[]) => {
    const concerned = new Set(open.flatMap((common) => havingPart(rules, possibleTraffic, common)));
    return rules.filter((rule) => concerned.has(rule));
  };
  const wanted = (pairs: readonly (readonly [C, Rule])[]) => pairs.map(([, rule]) => rule);
  const stays = wanted([...unchanged, ...descriptionOnly]);
  const going = [...unchanged.map(([one]) => one).filter((one) => !one.returnable), ...gone];
  const isRefused = (one: C) => !one.returnable && hasKnownTraffic(one);
  const rulesOf = (some: readonly C[]) => some.map(({ rule }) => rule);
  const icmpV6 = [...stays, ...[...added, ...gone].map(({ rule }) => rule)].filter(isIcmpV6);
  const others = (rules: readonly Rule[]) => rules.filter((rule) => !isIcmpV6(rule));
  const gaps: Gap[] = [
    { cause: "icmpv6", rules: uncovered(icmpV6) },
    { cause: "description", rules: uncovered(others(wanted(descriptionOnly))) },
    { cause: "imported", rules: uncovered(others(rulesOf(going.filter(isRefused)))) },
    { cause: "unknown", rules: uncovered(rulesOf(going.filter((one) => !hasKnownTraffic(one)))) },
  ];
  return gaps.filter(({ rules }) => rules.length > 0);
}

/** OpenStack has another name for ICMP over IPv6 than Waldur takes, so Waldur finds that rule different every time. */
export const isIcmpV6 = ({ ethertype, protocol }: Rule) => ethertype === "IPv6" && protocol === "icmp";

const returnableFirst = <C extends CurrentRule>(rules: readonly C[]) =>
  rules.toSorted((one, other) => Number(other.returnable) - Number(one.returnable));

const returnable = <C extends CurrentRule>(rules: readonly C[]) => rules.filter((one) => one.returnable);

const trafficOf = (rules: readonly Rule[]): TrafficSet => rules.flatMap(ruleTraffic);

/** The most that rules may allow: one in words that are not known may allow all of its direction. */
const mostTraffic = (rules: readonly Rule[]): TrafficSet => possibly(rules.map(knownTraffic));
const possibleTraffic = (rule: Rule): TrafficSet => mostTraffic([rule]);
const hasKnownTraffic = ({ rule }: Pick<CurrentRule, "rule">): boolean => isKnown(knownTraffic(rule));

/** What is allowed all the time while a call is carried out. */
const steadyTraffic = ({ kept }: { kept: readonly Pick<CurrentRule, "rule">[] }) =>
  trafficOf(kept.map(({ rule }) => rule).filter((rule) => !isIcmpV6(rule)));

/** Why a plan takes two calls. */
export const interruptedText = (
  { interrupted }: Pick<RulePlan<CurrentRule>, "interrupted">,
  nameOf: RuleNaming,
) => `two calls, the new rules first: a single one would interrupt ${listRules(interrupted, nameOf)}`;

/** Why a change of rules has a gap, to follow "not gap-free: ". */
export function gapText(gaps: readonly Gap[], nameOf: RuleNaming): string {
  return gaps.map(({ cause, rules }) => CAUSES[cause](listRules(rules, nameOf))).join("; ");
}

const CAUSES: Record<Gap["cause"], (rules: string) => string> = {
  quota: () => "the tenant's quota has no room for the old and new rules together",
  icmpv6: (rules) =>
    `Waldur recreates ICMP over IPv6 at every change of name, description or rules: ${rules}`,
  description: (rules) => `changing a description recreates the rule: ${rules}`,
  unknown: (rules) => `it is not known what ${rules} allows, and it is removed before new rules exist`,
  imported: (rules) => `Waldur recreates imported rules, which it does not accept back: ${rules}`,
};

/** A rule that a group has, with what happens to it when the group's rules are written. */
export interface FatedRule extends CurrentRule {
  readonly fate: Fate;
}

export const fated = ({ key, rule }: Keyed<Rule>, fate: Fate): FatedRule => ({
  key,
  rule,
  fate,
  returnable: fate === "kept" || fate === "unsure",
});

/** The wanted rules that a write would meet such a fate with. */
export function rulesOfFate(current: readonly FatedRule[], wanted: RuleMap<Rule>, fate: Fate): Rule[] {
  const others = new Set(current.filter((one) => one.fate !== fate).map(({ key }) => key));
  return current
    .filter((one) => one.fate === fate && Object.hasOwn(wanted, one.key) && !others.has(one.key))
    .map(({ rule }) => rule);
}

/** Why the rules of a group cannot be changed, to be followed by `LOST_REMEDY`. */
export const lostText = (rules: readonly Rule[], nameOf: RuleNaming): string =>
  `this Waldur has imported ${listRules(rules, nameOf)} from OpenStack and does not accept such a rule back, so a change of the ` +
  "group's rules would delete it";

export const NUMBERS_SINCE = "Waldur takes protocol numbers since May 2026.";

/** What to do about it. */
export const LOST_REMEDY =
  'Leave the rules of the group as they are, with ignoreChanges: ["rules"]; or let it go: take it out of the program\'s ' +
  `rules, or set foreignRules: "remove" where somebody else has added it. ${NUMBERS_SINCE}`;
