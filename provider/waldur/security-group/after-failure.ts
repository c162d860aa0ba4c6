import { GONE, type SecurityGroupInputs } from "./inputs";
import { Deadline } from "../../http/deadline";
import { undefinedIfNotFound, AuthenticationError } from "../../http/errors";
import type { Props } from "../../kit/handlers";
import { ruleOutputs } from "../../kit/fields";
import type { RuleMap } from "../../rules/rule-map";
import type { WaldurWork, WaldurSession } from "../api/session";
import { isOk, errorReason, isErred, type WireGroup } from "../api/schema";
import type { Rule } from "../rule/args";
import { storedGroup, TAKES_OVER, rulesOf } from "./state";
import { GroupGoneError, GroupLostError, isNewer, pullGroup } from "./wait";
import { perOwner } from "../../run/run";
import { rulesOutside, rulesWithin } from "../../rules/foreign-rules";
import { GroupFailure } from "../api/failures";
import { listRules } from "../../rules/codec";
import type { RuleNaming } from "../rule/fields";
import { driftText, isLost, retryTime } from "./recover";

/** Seconds for reading a group after a failure, which may have been that of its server. */
const READ_AFTER_FAILURE = 10;

/** A group after something about it has failed, and whether that is how it was before. */
async function readAfterFailure(
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
  // Of a group that is not OK Waldur shows what it wants: all that existed before may be in force as well.
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

export interface Removals {
  readonly removed: RuleMap<Rule>;
  readonly nameOf: RuleNaming;
  /** Gives a group these rules, without this check afterwards. */
  readonly setRules: (group: WireGroup, rules: RuleMap<Rule>) => Promise<WireGroup>;
}

const NEXT_UP = "pulumi up --refresh repairs it.";

/** How often rules that OpenStack has kept are removed again. */
const TRIES = 3;

/**
 * Looks whether OpenStack has deleted the rules that a change removed: where it fails to, Waldur says nothing, and the
 * rules stay in force. Those are removed again; anything else that differs is only reported.
 *
 * @param group as Waldur has it after the last write
 */
export async function confirmRemovals(
  work: WaldurWork,
  group: WireGroup,
  { removed, nameOf, setRules }: Removals,
): Promise<WireGroup> {
  for (let tries = 0, known = group; ; tries += 1) {
    const pulled = await pullToVerify(work, known);
    if (pulled === undefined || isErred(pulled)) return pulled ?? known;
    const live = rulesOf(pulled);
    const kept = Object.values(rulesWithin(live, removed));
    const drift = driftText({ known, pulled, apart: removed, nameOf });
    if (drift !== undefined) work.warn(`OpenStack was changed outside Waldur: ${drift}. ${NEXT_UP}`);
    if (kept.length === 0) return pulled;
    if (tries === TRIES) {
      throw new GroupFailure(
        `OpenStack does not delete ${listRules(kept, nameOf)}: still in force, although Waldur accepted the removal`,
        "Run pulumi again.",
      );
    }
    known = await setRules(pulled, rulesOutside(live, removed));
  }
}

/** The group as OpenStack has it, or in error where that can't be seen; undefined where the user may not pull. */
async function pullToVerify(work: WaldurWork, group: WireGroup): Promise<WireGroup | undefined> {
  const end = performance.now() + retryTime(work.deadline) * 1000;
  try {
    for (let before = group; ;) {
      const pulled = await pullGroup(work, before);
      if (!isErred(pulled)) return pulled;
      if (isLost(pulled) || performance.now() > end) {
        work.warn(
          `could not verify that OpenStack deleted the removed rules: ${errorReason(pulled)}. The group is in ` +
            "error now; run pulumi again to repair it.",
        );
        return pulled;
      }
      before = pulled;
    }
  } catch (error) {
    if (!(error instanceof AuthenticationError) || error.status !== 403) throw error;
    warnOnce(work);
    return undefined;
  }
}

/** Sessions that have reported that groups cannot be pulled. */
const warning = perOwner<WaldurSession, { isGiven: boolean }>(() => ({ isGiven: false }));

function warnOnce({ session, warn }: WaldurWork): void {
  const line = warning(session);
  if (line.isGiven) return;
  line.isGiven = true;
  warn(
    "could not verify that OpenStack deleted the removed rules: the token's user may not pull groups. Set " +
      "waldur:confirmRemovals to false to do without, or waldur:token to that of a user who may.",
  );
}
