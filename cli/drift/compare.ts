import type { HandlerName } from "../../provider/core/pulumi/handler-names";
import type { Props } from "../../provider/core/pulumi/handlers";
import { rulesWithin } from "../../provider/core/rules/foreign-rules";
import { GONE } from "../../provider/waldur/security-group/state";
import { trafficChange } from "../../provider/core/traffic/format/format";
import { type StoredRule, storedRulesOf } from "../groups/stored-rules";

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
  /** Whether the cloud does not have it any more. */
  readonly gone: boolean;
  /** Keys of rules that only the cloud has. */
  readonly added: readonly string[];
  /** Keys of rules that only state has. */
  readonly removed: readonly string[];
  /** What the cloud allows and state does not, in words. */
  readonly opens: readonly string[];
  readonly closes: readonly string[];
  readonly fields: readonly ChangedField[];
}

/** What of the outputs somebody can have changed. Others tell of the account, or follow from these. */
const COMPARED = ["name", "description", "virtualMachines", "users", "resources", "state", "errorMessage"];

export interface Comparison {
  readonly resource: string;
  readonly id: string;
  readonly state: Props;
  /** Undefined where it is gone; Waldur may have forgotten what OpenStack has. */
  readonly live: Props | undefined;
  readonly handler: HandlerName;
  readonly nameOf: (id: string) => string;
  /** Outputs that nobody may see. */
  readonly secret: ReadonlySet<string>;
}

/** Undefined where nothing has drifted. */
export function compare({ state, live, secret, ...of }: Comparison): Drift | undefined {
  const { resource, id } = of;
  const none = { resource, id, gone: false, added: [], removed: [], opens: [], closes: [], fields: [] };
  if (live === undefined || live["state"] === GONE) return { ...none, gone: true };
  const fields = COMPARED.filter((field) => !same(state[field], live[field])).map((field) =>
    secret.has(field)
      ? { field, state: HIDDEN, live: HIDDEN }
      : { field, state: state[field] ?? "", live: live[field] ?? "" },
  );
  const [saved, now] = [state, live].map((props) => storedRulesOf(of.handler, props["rules"]));
  // After an update that has failed, state has rules too that were only wanted: what is not live may never have been there.
  const before = state["unfinished"] === true && saved && now ? rulesWithin(saved, now) : saved;
  const rules = rulesChange(before, now, of);
  const hasDrifted = fields.length + rules.fields.length + rules.added.length + rules.removed.length > 0;
  if (!hasDrifted) return undefined;
  if (!secret.has("rules")) return { ...none, ...rules, fields: [...fields, ...rules.fields] };
  const some = { field: "rules", state: HIDDEN, live: HIDDEN };
  return { ...none, fields: rulesDiffer(rules) ? [...fields, some] : fields };
}

const HIDDEN = "[secret]";

type Rules = Readonly<Record<string, StoredRule>>;
type RulesChange = Pick<Drift, "added" | "removed" | "opens" | "closes" | "fields">;

const rulesDiffer = ({ added, removed, fields }: RulesChange) =>
  added.length + removed.length + fields.length > 0;

function rulesChange(
  state: Rules | undefined,
  live: Rules | undefined,
  { nameOf }: Pick<Comparison, "nameOf">,
): RulesChange {
  // Rules that are not managed do not drift.
  if (state === undefined || live === undefined)
    return { added: [], removed: [], opens: [], closes: [], fields: [] };
  const added = Object.keys(live).filter((key) => !(key in state));
  const removed = Object.keys(state).filter((key) => !(key in live));
  const allowed = (rules: Rules) => Object.values(rules).flatMap(({ traffic }) => traffic);
  const change =
    added.length + removed.length === 0
      ? { opens: [], closes: [] }
      : trafficChange(allowed(state), allowed(live), { groupName: nameOf });
  const fields = Object.entries(state).flatMap(([key, { description }]) => {
    const now = live[key]?.description ?? description;
    return now === description ? [] : [{ field: `description of "${key}"`, state: description, live: now }];
  });
  return { added, removed, ...change, fields };
}

/** Whether two outputs are the same; what is absent is as good as empty. */
function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? "") === JSON.stringify(b ?? "");
}
