import { type Keyed, keyedRules, type RuleMap, isFields, ruleMap } from "../../rules/rule-map";
import { updateOrder } from "../../rules/update-order";
import type { Rule, RuleId } from "../rule/args";
import { sameRule, ruleKey, codec } from "../rule/fields";
import { knownTraffic } from "../rule/traffic";
import { rulesOutside } from "../../rules/foreign-rules";

/** A rule that the server has under an id. */
export interface LiveRule extends Keyed<Rule> {
  readonly id: RuleId;
}

/** One call that changes one rule. */
export type RuleStep =
  | ({ readonly kind: "add" } & Keyed<Rule>)
  | ({ readonly kind: "update"; readonly old: LiveRule } & Keyed<Rule>)
  | { readonly kind: "delete"; readonly old: LiveRule };

export interface RuleChange {
  /** The rules that the program answers for, as the server has them. */
  readonly live: readonly LiveRule[];
  /** Others of the group, which stay. */
  readonly others?: readonly LiveRule[];
  readonly wanted: RuleMap<Rule>;
  /** Ids of rules that an update has not changed before: they are replaced by add and delete. */
  readonly notUpdatable?: ReadonlySet<LiveRule["id"]>;
}

/** A rule in the plan: with an id where the server has it. */
interface Candidate extends Keyed<Rule>, Partial<Pick<LiveRule, "id">> {
  /** The fields in one order: thousands of rules are compared each with each. */
  readonly values: readonly (string | number | undefined)[];
}

/**
 * The calls that turn the live rules into the wanted ones, in an order in which whatever is allowed both before and
 * after is allowed all the time. Of rules that exist twice, the oldest is kept.
 *
 * The documentation does not say whether `group-update-rule` keeps or clears a field that is left out, nor what null
 * does. So an update is used only where the new rule has a value in every field that the old one has, which makes
 * both the same.
 */
export async function planRules({
  live,
  others = [],
  wanted,
  notUpdatable = new Set(),
}: RuleChange): Promise<RuleStep[]> {
  const kept = new Map<string, LiveRule>();
  const gone: LiveRule[] = [];
  for (const one of live.toSorted(byId)) {
    const meant = wanted[one.key];
    if (meant !== undefined && !kept.has(one.key) && sameRule(one.rule, meant)) kept.set(one.key, one);
    else gone.push(one);
  }
  const added = keyedRules(wanted).filter(({ key }) => !kept.has(key));
  const steps = await updateOrder<Candidate>({
    kept: [...kept.values(), ...others].map(asCandidate),
    gone: gone.map(asCandidate),
    added: added.map(asCandidate),
    traffic: ({ rule }) => knownTraffic(rule),
    key: ({ key, id = "" }) => `${key} ${id}`,
    mayReplace: (old, by) => (old.id === undefined || !notUpdatable.has(old.id)) && fills(by, old),
    likeness: equalFields,
  });
  return steps.map((step): RuleStep => {
    if ("add" in step) return { kind: "add", key: step.add.key, rule: step.add.rule };
    if ("remove" in step) return { kind: "delete", old: asLive(step.remove) };
    return { kind: "update", key: step.by.key, rule: step.by.rule, old: asLive(step.replace) };
  });
}

const asCandidate = ({ key, rule, id }: Omit<Candidate, "values">): Candidate => ({
  key,
  rule,
  ...(id !== undefined && { id }),
  values: codec.valuesOf(rule),
});

/** Whether a rule has a value in every field that the old one has. */
function fills({ values }: Candidate, old: Candidate): boolean {
  for (let field = 0; field < values.length; field += 1) {
    if (old.values[field] !== undefined && values[field] === undefined) return false;
  }
  return true;
}

function equalFields(old: Candidate, { values }: Candidate): number {
  let equal = 0;
  for (let field = 0; field < values.length; field += 1) {
    if (old.values[field] !== undefined && old.values[field] === values[field]) equal += 1;
  }
  return equal;
}

function asLive({ key, rule, id }: Candidate): LiveRule {
  if (id === undefined) throw new RangeError(`rule ${key} is not on the server yet`);
  return { id, key, rule };
}

const byId = (a: LiveRule, b: LiveRule) =>
  typeof a.id === "number" && typeof b.id === "number" ? a.id - b.id : String(a.id) < String(b.id) ? -1 : 1;

/** What happens to the rules that e24cloud adds by itself. */
export type DefaultRules = "keep" | "remove";

/**
 * The rules that a group gets by itself at some moment (e24cloud's page on the firewall): everything out, SSH, and
 * DHCP, without which a server can lose its address.
 */
export const defaultRules: RuleMap<Rule> = ruleMap(
  [
    { direction: "OUT" },
    { direction: "IN", protocol: "TCP", minPort: 22, maxPort: 22 },
    { direction: "IN", protocol: "UDP", minPort: 67, maxPort: 68 },
  ] satisfies Rule[],
  { key: ruleKey },
);

/** Sorted. */
export const defaultRuleKeys = Object.keys(defaultRules);

export const isDefaultRule = (key: string): boolean => Object.hasOwn(defaultRules, key);

/**
 * The rules of a group that its program answers for. Under `keep`, a default rule counts only where the program has or
 * had it itself: a rule that is taken out of a program has to go, default or not.
 */
export function managedRules(
  live: readonly LiveRule[],
  policy: DefaultRules,
  ...programs: (RuleMap<Rule> | undefined)[]
): LiveRule[] {
  if (policy === "remove") return [...live];
  const named = (key: string) => programs.some((rules = {}) => Object.hasOwn(rules, key));
  return live.filter(({ key }) => !isDefaultRule(key) || named(key));
}

/**
 * The default rules that a group has in addition to those of its program, as far as its inputs say: what statements count where no
 * server has been asked.
 */
export function keptDefaultRules(inputs: {
  readonly defaultRules?: unknown;
  readonly rules?: unknown;
}): RuleMap<Rule> {
  if (inputs.defaultRules !== "keep") return {};
  return rulesOutside(defaultRules, isFields(inputs.rules) ? inputs.rules : {});
}
