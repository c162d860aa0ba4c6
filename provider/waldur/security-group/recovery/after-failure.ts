import { Deadline } from "../../../http/deadline";
import { undefinedIfNotFound } from "../../../http/errors";
import type { Props } from "../../../kit/handlers";
import { ruleOutputs } from "../../../kit/unmanaged-rules";
import type { RuleMap } from "../../../rules/rule-map";
import type { WaldurWork } from "../../api/cloud";
import { isOk } from "../../api/group-state";
import type { WireGroup } from "../../api/schema";
import type { Rule } from "../../rule/args";
import type { SecurityGroupInputs } from "../inputs";
import { GONE, storedGroup, TAKES_OVER } from "../state";
import { rulesOf } from "../live-rules";
import { GroupGoneError, GroupLostError, isNewer } from "../wait/wait";

/** Seconds for reading a group after a failure, which may have been that of its server. */
const READ_AFTER_FAILURE = 10;

/** A group after something about it has failed, and whether that is how it was before. */
export async function readAfterFailure(
  { session }: WaldurWork,
  before: WireGroup,
): Promise<{ group: WireGroup; isOld: boolean }> {
  const client = session.client.within({ deadline: new Deadline(READ_AFTER_FAILURE) });
  const seen = await undefinedIfNotFound(client.getGroup(before.uuid)).catch(() => undefined);
  return { group: seen ?? before, isOld: seen === undefined || !isNewer(seen, before) };
}

/**
 * The rules to save after a failure: those that the server has. Where it may yet do what was sent, or is not done, it may have
 * the wanted ones as well as the old ones, so that none of them may be forgotten.
 */
export async function rulesAfterFailure(
  work: WaldurWork,
  before: WireGroup,
  { former, rules: wanted, mayBeInProgress }: FailedRules,
) {
  const { group, isOld } = await readAfterFailure(work, before);
  if (wanted === undefined) return { group };
  // All adopted rules existed before: the remaining ones go in the next run.
  const own = { ...(former ?? rulesOf(before)), ...wanted };
  const seen = ruleOutputs(rulesOf(group), own);
  const shown = isOld && mayBeInProgress ? { ...wanted, ...seen.rules } : seen.rules;
  // Of a group that is not OK Waldur shows what it wants: all that was there before may be in force as well.
  const rules = isOk(group) ? shown : { ...own, ...shown };
  const isTakeover = former === undefined;
  return { group, stored: { ...seen, rules, unfinished: true, ...(isTakeover && { [TAKES_OVER]: true }) } };
}

/** The rules of a change that has failed. */
export interface FailedRules {
  /** What state had; undefined where the rules were not managed. */
  readonly former: RuleMap<Rule> | undefined;
  readonly rules?: RuleMap<Rule> | undefined;
  /** Whether the server may yet do what was sent. */
  readonly mayBeInProgress: boolean;
}

export interface FailedChange {
  /** The group as it was read before. */
  readonly before: WireGroup;
  readonly inputs: SecurityGroupInputs;
  /** The rules in state; undefined where they were not managed. */
  readonly former: RuleMap<Rule> | undefined;
  readonly failure: unknown;
  readonly mayBeInProgress: boolean;
}

/** What is known of a group whose create or update has failed. */
export async function stateAfterFailure(
  work: WaldurWork,
  { before, inputs, former, failure, mayBeInProgress }: FailedChange,
): Promise<Props> {
  if (failure instanceof GroupGoneError) return goneState(storedGroup(before, inputs), failure);
  const { group, stored } = await rulesAfterFailure(work, before, { ...inputs, former, mayBeInProgress });
  return { ...storedGroup(group, inputs), ...stored };
}

/** The state of a group that has turned out to be gone. @param known what state has of it */
export const goneState = (known: Props, failure: GroupGoneError): Props => ({
  ...known,
  // What OpenStack does not have is not looked for there.
  ...(failure instanceof GroupLostError ? { backendId: "" } : {}),
  state: GONE,
  errorMessage: failure.message,
});
