import { Deadline } from "../../../core/http/deadline";
import { type RuleMap, ruleMap } from "../../../core/rules/rule-map";
import { type MemberKind, memberKinds } from "../../api/client";
import type { Rule } from "../../rule/rule";
import { ruleKey } from "../../rule/key";
import type { FirewallGroupInputs } from "../inputs";
import { isRefused } from "./outcome";
import { inputsOf, outputsOf } from "../state";
import type { GroupWork } from "../wait/wait";

/** Seconds for the look at a group after a failure, which may have been that of its server. */
const LOOK_AFTER_FAILURE = 5;

export interface Unfinished {
  readonly wanted: FirewallGroupInputs;
  readonly before: Partial<FirewallGroupInputs>;
  readonly failure: unknown;
}

/**
 * The inputs and outputs of a group that was not finished. After a refusal it is what the group shows. Otherwise something
 * may still be under way, or cannot be looked at: then state has all that was and all that was wanted, so that whatever
 * there is of it counts as the program's own and goes when the program no longer says it.
 */
export async function stateAfterFailure(
  { session, id }: GroupWork,
  { wanted, before, failure }: Unfinished,
): Promise<object> {
  const members = (kind: MemberKind) =>
    wanted[kind] && [...new Set([...(before[kind] ?? []), ...wanted[kind]])].toSorted();
  const union: FirewallGroupInputs = {
    ...wanted,
    ...Object.fromEntries(memberKinds.map((kind) => [kind, members(kind)])),
    rules: wanted.rules && together(before.rules, wanted.rules),
  };
  const client = session.client.within({ deadline: new Deadline(LOOK_AFTER_FAILURE), retries: 0 });
  const group = await session.reader.one(client, id).catch(() => undefined);
  if (group === undefined || group.unreadable.length > 0) return union;
  const seen = inputsOf(group, union, wanted.endpoint);
  const inputs = isRefused(failure)
    ? seen
    : { ...union, rules: union.rules && together(seen.rules, union.rules) };
  return { ...inputs, ...outputsOf(group, union) };
}

const together = (...maps: readonly (RuleMap<Rule> | undefined)[]) =>
  ruleMap(
    maps.flatMap((rules = {}) => Object.values(rules)),
    { key: ruleKey },
  );
