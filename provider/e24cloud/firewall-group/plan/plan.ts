import type { RuleMap } from "../../../core/rules/rule-map";
import { updateOrder } from "../../../core/rules/update-order";
import type { LiveRule } from "../../rule/wire";
import type { Rule } from "../../rule/rule";
import { ruleFields } from "../../rule/stored-rule";
import { ruleKey } from "../../rule/key";
import { ruleTraffic } from "../../rule/traffic";

/** One call that changes one rule. */
export type RuleStep =
  | { readonly kind: "add"; readonly rule: Rule }
  | { readonly kind: "update"; readonly rule: Rule; readonly old: LiveRule }
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
type Candidate = Pick<LiveRule, "rule"> & Partial<Pick<LiveRule, "id">>;

/**
 * The calls that turn the live rules into the wanted ones, in an order in which whatever is allowed both before and
 * after is allowed all the time. Of rules that are there twice, the oldest is kept.
 *
 * The documentation does not say whether `group-update-rule` keeps or clears a field that is left out, nor what null
 * does. So an update is used only where the new rule has a value in every field that the old one has, which makes
 * both the same.
 */
export function planRules({ live, others = [], wanted, notUpdatable = new Set() }: RuleChange): RuleStep[] {
  const kept = new Map<string, LiveRule>();
  const gone: LiveRule[] = [];
  for (const one of live.toSorted(byId)) {
    const key = ruleKey(one.rule);
    if (Object.hasOwn(wanted, key) && !kept.has(key)) kept.set(key, one);
    else gone.push(one);
  }
  const added = Object.entries(wanted).filter(([key]) => !kept.has(key));
  const steps = updateOrder<Candidate>({
    kept: [...kept.values(), ...others],
    gone,
    added: added.map(([, rule]) => ({ rule })),
    traffic: ({ rule }) => ruleTraffic(rule),
    key: ({ rule, id = "" }) => `${ruleKey(rule)} ${id}`,
    mayReplace: ({ rule, id }, by) => (id === undefined || !notUpdatable.has(id)) && fills(by.rule, rule),
    likeness: (old, by) => equalFields(old.rule, by.rule),
  });
  return steps.map((step): RuleStep => {
    if ("add" in step) return { kind: "add", rule: step.add.rule };
    if ("remove" in step) return { kind: "delete", old: asLive(step.remove) };
    return { kind: "update", rule: step.by.rule, old: asLive(step.replace) };
  });
}

/** Whether a rule has a value in every field that the old one has. */
const fills = (rule: Rule, old: Rule) =>
  ruleFields.every((field) => old[field] === undefined || rule[field] !== undefined);

const equalFields = (old: Rule, rule: Rule) =>
  ruleFields.filter((field) => old[field] !== undefined && old[field] === rule[field]).length;

function asLive({ rule, id }: Candidate): LiveRule {
  if (id === undefined) throw new RangeError(`rule ${ruleKey(rule)} is not on the server yet`);
  return { rule, id };
}

const byId = (a: LiveRule, b: LiveRule) =>
  typeof a.id === "number" && typeof b.id === "number" ? a.id - b.id : String(a.id) < String(b.id) ? -1 : 1;
