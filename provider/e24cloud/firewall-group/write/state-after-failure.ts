import { Deadline } from "../../../http/deadline";
import { keyedMap, keyedRules, type RuleMap } from "../../../rules/rule-map";
import { type MemberKind, memberKinds } from "../../api/client";
import type { Rule } from "../../rule/args";
import type { FirewallGroupInputs } from "../inputs";
import type { Props } from "../../../kit/handlers";
import { isRefused } from "./outcome";
import { inputsOf, outputsOf, ruleOutputsOf } from "../state";
import type { Group } from "../../api/group";
import type { GroupWork } from "../wait/wait";

/** Seconds for reading a group after a failure, which may have been that of its server. */
const READ_AFTER_FAILURE = 5;

export interface Unfinished {
  readonly wanted: FirewallGroupInputs;
  readonly before: Partial<FirewallGroupInputs>;
  /** The group as it was read before, where it was. */
  readonly group: Group | undefined;
  readonly failure: unknown;
}

/**
 * The inputs and outputs of a group that was not finished. After a refusal it is what the group shows. Otherwise something
 * may still be in progress, or cannot be read: then state has all that was and all that was wanted, so that whatever
 * there is of it counts as the program's own and goes when the program no longer says it.
 */
export async function stateAfterFailure(
  { session, id }: GroupWork,
  { wanted, before, group: start, failure }: Unfinished,
): Promise<Props> {
  const members = (kind: MemberKind) =>
    wanted[kind] && [...new Set([...(before[kind] ?? []), ...wanted[kind]])].toSorted();
  // All adopted rules existed before: the remaining ones go in the next run.
  const former = before.rules ?? (start && inputsOf(start, wanted, wanted.endpoint).rules);
  const union: FirewallGroupInputs = {
    ...wanted,
    ...Object.fromEntries(memberKinds.map((kind) => [kind, members(kind)])),
    rules: wanted.rules && together(former, wanted.rules),
  };
  const client = session.client.within({ deadline: new Deadline(READ_AFTER_FAILURE), patience: 0 });
  const group = await session.reader.one(client, id).catch(() => undefined);
  if (group === undefined || group.unreadable.length > 0) return union;
  const rules = ruleOutputsOf(group, union.rules);
  const inputs = isRefused(failure)
    ? { ...inputsOf(group, union, wanted.endpoint), ...rules }
    : { ...union, unmanagedRules: rules.unmanagedRules };
  return { ...inputs, ...outputsOf(group, union) };
}

const together = (...maps: readonly (RuleMap<Rule> | undefined)[]) =>
  keyedMap(maps.flatMap((rules = {}) => keyedRules(rules)));
