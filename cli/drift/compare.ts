import type { HandlerName } from "../../provider/kit/resource-types";
import type { Props } from "../../provider/kit/handlers";
import { GONE } from "../../provider/waldur/security-group/inputs";
import { rulesOutside, rulesWithin } from "../../provider/rules/foreign-rules";
import { isKnown, possibly } from "../../provider/traffic/explain";
import { trafficChange } from "../../provider/traffic/format";
import { type StoredRule, storedRulesOf } from "../../provider/stored-rules";

/** A value that is one thing in state and another at the cloud. */
export interface ChangedField {
  readonly field: string;
  readonly state: unknown;
  readonly live: unknown;
}

/** What a resource is at the cloud and not in state. */
export interface Drift {
  readonly resource: string;
  readonly id: string;
  /** Whether it no longer exists in the cloud. */
  readonly gone: boolean;
  /** Keys of rules that only the cloud has. */
  readonly added: readonly string[];
  /** Keys of rules that only state has. */
  readonly removed: readonly string[];
  /** What the cloud allows and state does not, in words. */
  readonly opens: readonly string[];
  readonly closes: readonly string[];
  /** Keys of rules with unknown values, which may allow everything, where rules have come or gone. */
  readonly unknown: readonly string[];
  readonly fields: readonly ChangedField[];
  /** Who changed rules, and when, where the server has a record of it. */
  readonly changed?: string;
}

/** The outputs that somebody can have changed. Others describe the account, or follow from these. */
const COMPARED = [
  "name",
  "description",
  "virtualMachines",
  "users",
  "resources",
  "securityGroups",
  "state",
  "errorMessage",
];

export interface Comparison {
  readonly resource: string;
  readonly id: string;
  readonly state: Props;
  /** Undefined where it is gone; Waldur may have forgotten what OpenStack has. */
  readonly live: Props | undefined;
  readonly handler: HandlerName;
  readonly nameOf: (id: string) => string;
  /** Outputs that must not be shown. */
  readonly secret: ReadonlySet<string>;
}

/** Undefined where nothing has drifted. */
export function compare({ state, live, secret, ...of }: Comparison): Drift | undefined {
  const { resource, id } = of;
  const none = { resource, id, gone: false, ...NO_CHANGE };
  if (live === undefined || live["state"] === GONE) return { ...none, gone: true };
  const fields = COMPARED.filter((field) => !same(state[field], live[field])).map((field) =>
    secret.has(field)
      ? { field, state: HIDDEN, live: HIDDEN }
      : { field, state: state[field] ?? "", live: live[field] ?? "" },
  );
  const rules = rulesChange(allRules(state, live, of.handler), of);
  const hasDrifted = fields.length > 0 || rulesDiffer(rules);
  if (!hasDrifted) return undefined;
  if (!secret.has("rules") && !secret.has("unmanagedRules"))
    return { ...none, ...rules, fields: [...fields, ...rules.fields] };
  const some = { field: "rules", state: HIDDEN, live: HIDDEN };
  return { ...none, fields: rulesDiffer(rules) ? [...fields, some] : fields };
}

const HIDDEN = "[secret]";

type Rules = Readonly<Record<string, StoredRule>>;
type RulesChange = Pick<Drift, "added" | "removed" | "opens" | "closes" | "unknown" | "fields">;

const NO_CHANGE: RulesChange = { added: [], removed: [], opens: [], closes: [], unknown: [], fields: [] };

const rulesDiffer = ({ added, removed, fields }: RulesChange) =>
  added.length + removed.length + fields.length > 0;

interface TwoLists {
  readonly state: Rules;
  readonly live: Rules;
}

/**
 * All rules that state knows of and all live ones, managed or not. Where state does not know of others than its own, those
 * that are unmanaged now count as having been so before. Undefined where no rule of a group is managed.
 */
function allRules(state: Props, live: Props, handler: HandlerName): TwoLists | undefined {
  const [before, now] = [state, live].map((props) => storedRulesOf(handler, props["rules"]));
  const [others, othersNow = {}] = [state, live].map((props) =>
    storedRulesOf(handler, props["unmanagedRules"]),
  );
  if (before === undefined || now === undefined) return undefined;
  // After an update that has failed, state has rules too that were only wanted: what is not live may never have existed.
  const own = state["unfinished"] === true ? rulesWithin(before, now, othersNow) : before;
  return { state: { ...own, ...(others ?? othersNow) }, live: { ...now, ...othersNow } };
}

function rulesChange(lists: TwoLists | undefined, { nameOf }: Pick<Comparison, "nameOf">): RulesChange {
  // Rules that are not managed do not drift.
  if (lists === undefined) return NO_CHANGE;
  const { state, live } = lists;
  const added = Object.keys(rulesOutside(live, state));
  const removed = Object.keys(rulesOutside(state, live));
  const fields = Object.entries(state).flatMap(([key, { description }]) => {
    const now = live[key]?.description ?? description;
    return now === description ? [] : [{ field: `description of "${key}"`, state: description, live: now }];
  });
  if (added.length + removed.length === 0) return { ...NO_CHANGE, fields };
  const unknown = Object.entries({ ...state, ...live }).flatMap(([key, rule]) =>
    isKnown(rule) ? [] : [key],
  );
  const [before, after] = [allowed(state), allowed(live)];
  const options = { groupName: nameOf };
  const { opens } = trafficChange(before.most, after.known, options);
  const { closes } = trafficChange(before.known, after.most, options);
  return { added, removed, opens, closes, unknown, fields };
}

/** What rules in known words allow, and what all of them may. */
function allowed(rules: Rules) {
  const all = Object.values(rules);
  return { known: possibly(all.filter(isKnown)), most: possibly(all) };
}

/** Whether two outputs are the same; what is absent is as good as empty. */
function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? "") === JSON.stringify(b ?? "");
}
