import { AuthenticationError } from "../../../http/errors";
import { perOwner } from "../../../run/run";
import { rulesOutside, rulesWithin } from "../../../rules/foreign-rules";
import type { RuleMap } from "../../../rules/rule-map";
import type { WaldurWork } from "../../api/cloud";
import { GroupFailure } from "../../api/failures";
import { errorReason, isErred } from "../../api/group-state";
import type { WireGroup } from "../../api/schema";
import type { WaldurSession } from "../../api/session";
import { listRules } from "../../../rules/list-rules";
import type { RuleNaming } from "../../rule/codec";
import type { Rule } from "../../rule/args";
import { pullGroup } from "../wait/readiness";
import { rulesOf } from "../live-rules";
import { driftText } from "./drift";
import { retryTime } from "./retry-time";
import { isLost } from "./recovery";

export interface Removals {
  readonly removed: RuleMap<Rule>;
  readonly nameOf: RuleNaming;
  /** Gives a group these rules, without this check afterwards. */
  readonly setRules: (group: WireGroup, rules: RuleMap<Rule>) => Promise<WireGroup>;
}

const NEXT_UP = "pulumi up --refresh repairs it.";

/** So often rules that OpenStack has kept are removed again. */
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

/** Sessions in which it has been said that groups cannot be pulled. */
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
