import { gaplessOrder } from "../core/gapless-order";
import type { RuleMap } from "../core/rule-map";
import { type LiveRule, type Rule, ruleKey } from "./rule";
import { trafficOf } from "./rule-traffic";

/**
 * For what `group-update-rule` can be used. The documentation does not say whether a field that is left out is kept
 * or cleared, nor whether null may be sent: `any` field may be changed; `no clearing` of a field that had a value; `none`.
 */
export type UpdateUse = "any" | "no clearing" | "none";

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
  readonly updateUse?: UpdateUse;
}

/** A rule in the planner: with an id where the server has it. */
type Candidate = Pick<LiveRule, "rule"> & Partial<Pick<LiveRule, "id">>;

/**
 * The calls that make the live rules the wanted ones: as few as possible, in an order in which whatever is allowed
 * both before and after is allowed all the time. Of rules that are there twice, the oldest is kept.
 */
export function planRules({ live, others = [], wanted, updateUse = "any" }: RuleChange): RuleStep[] {
  const kept = new Map<string, LiveRule>();
  const gone: LiveRule[] = [];
  for (const one of live.toSorted(byId)) {
    const key = ruleKey(one.rule);
    if (Object.hasOwn(wanted, key) && !kept.has(key)) kept.set(key, one);
    else gone.push(one);
  }
  const added = Object.entries(wanted).filter(([key]) => !kept.has(key));
  const steps = gaplessOrder<Candidate>({
    kept: [...kept.values(), ...others],
    gone,
    added: added.map(([, rule]) => ({ rule })),
    traffic: ({ rule }) => trafficOf(rule),
    likeness: (one, other) => equalFields(one.rule, other.rule),
    key: ({ rule, id = "" }) => `${ruleKey(rule)} ${id}`,
  });
  return steps.flatMap((step): RuleStep[] => {
    if ("add" in step) return [{ kind: "add", rule: step.add.rule }];
    if ("remove" in step) return [{ kind: "delete", old: asLive(step.remove) }];
    const old = asLive(step.replace);
    const { rule } = step.by;
    // Adding first and removing then allows as much at every moment as an update does.
    return mayUpdate(old.rule, rule, updateUse)
      ? [{ kind: "update", rule, old }]
      : [
          { kind: "add", rule },
          { kind: "delete", old },
        ];
  });
}

/** What a use is reduced to when an update did not do what it should. */
export const lesserUse: Readonly<Record<UpdateUse, UpdateUse>> = {
  any: "no clearing",
  "no clearing": "none",
  none: "none",
};

function mayUpdate(old: Rule, rule: Rule, use: UpdateUse): boolean {
  return use === "any" || (use === "no clearing" && !clearsField(old, rule));
}

const fieldsOf = (rule: Rule) => Object.entries(rule).filter(([, value]) => value !== undefined);

const clearsField = (old: Rule, rule: Rule) => {
  const set = new Set(fieldsOf(rule).map(([field]) => field));
  return fieldsOf(old).some(([field]) => !set.has(field));
};

function equalFields(old: Rule, rule: Rule): number {
  const values = new Map<string, unknown>(Object.entries(rule));
  return Object.entries(old).filter(([field, value]) => values.get(field) === value).length;
}

function asLive({ rule, id }: Candidate): LiveRule {
  if (id === undefined) throw new RangeError(`rule ${ruleKey(rule)} is not on the server yet`);
  return { rule, id };
}

const byId = (a: LiveRule, b: LiveRule) =>
  typeof a.id === "number" && typeof b.id === "number" ? a.id - b.id : String(a.id) < String(b.id) ? -1 : 1;
