import { type RuleQuota, ruleQuota } from "../api/quota";
import { asksToWait, ConflictError, isOutcomeUnknown, isRefused, NotFoundError } from "../../http/errors";
import {
  rulesOutside,
  changesOfOthers,
  type ForeignRulePolicy,
  othersVerdict,
} from "../../rules/foreign-rules";
import { type RuleMap, sameRules } from "../../rules/rule-map";
import type { WaldurWork } from "../api/session";
import { GroupFailure } from "../api/failures";
import { errorReason, isErred, type WireGroup } from "../api/schema";
import { ruleNaming, sameRule } from "../rule/fields";
import type { Rule } from "../rule/args";
import {
  gapText,
  interruptedText,
  LOST_REMEDY,
  lostText,
  rulesOfFate,
  type Gap,
  metadataGaps,
  planRules,
  type RulePlan,
} from "./plan";
import { confirmRemovals, goneState, stateAfterFailure } from "./after-failure";
import { isLost, recoverGroup } from "./recover";
import { requireGroup, toGoneError, waitUntilSettled, GroupGoneError } from "./wait";
import {
  type LiveRule,
  liveRules,
  rulesOf,
  formerRules,
  isFinished,
  refreshedRules,
  storedGroup,
} from "./state";
import {
  metadataWrite,
  OTHER_WRITER,
  RulesGoneError,
  rulesWrite,
  type WantedMetadata,
  type Write,
} from "./writes";
import { debugLog } from "../../http/attempt";
import { listRules } from "../../rules/codec";
import type { WithSecrets } from "../../kit/secrets";
import { PartialFailure } from "../../errors";
import type { InState } from "../../kit/define-resource";
import { keepingState } from "../../kit/operation";
import type { Props, Stored } from "../../kit/handlers";
import type { Owner } from "../../run/resources";
import type { SecurityGroupInputs } from "./inputs";
import { areRulesUnmanaged } from "./existing";

/** How a group is to be. What is left out stays as it is. */
export interface WantedGroup extends WantedMetadata {
  readonly rules?: RuleMap<Rule> | undefined;
  /**
   * The rules in state: a live rule that neither they nor `rules` have is somebody else's and stays. Left out where the group
   * is to have `rules` alone.
   */
  readonly formerRules?: RuleMap<Rule> | undefined;
  readonly requireGapFree?: boolean | undefined;
  readonly secretInputs?: readonly string[] | undefined;
}

/**
 * The most writes that may go without a good answer, or find their rules gone. Further ones without an answer are sent as far apart
 * and as long as other calls are.
 */
const MOST_LOST_ANSWERS = 3;
/** How many polls after a lost answer may show no change before the write counts as not made. */
const POLLS_AFTER_LOST_ANSWER = 3;

/**
 * Brings a group that is OK to the wanted state: write, wait until it shows, read, until nothing is left to do.
 * A write that Waldur has accepted is never sent again.
 */
export class Reconciliation {
  private areGapsAccepted = false;
  private lostAnswers = 0;
  private readonly begun = performance.now();
  private isSending = false;
  private readonly removed = new Map<string, Rule>();
  /** Pulls of the tenant before the group was last read: after another one, what was read then is out of date. */
  private turns: number;

  constructor(
    private readonly work: WaldurWork,
    tenant: string,
    private readonly wanted: WantedGroup,
  ) {
    this.turns = work.session.tenant(tenant).lock.exclusiveUses;
  }

  /** Whether the server may yet do what was sent. */
  get mayBeInProgress(): boolean {
    return this.isSending;
  }

  async run(start: WireGroup): Promise<WireGroup> {
    const group = await this.reach(start);
    const { rules = {}, secretInputs } = this.wanted;
    const removed = rulesOutside(Object.fromEntries(this.removed), rules);
    if (Object.keys(removed).length === 0 || !this.work.session.settings.confirmRemovals) return group;
    return confirmRemovals(this.work, group, {
      removed,
      nameOf: ruleNaming(this.wanted),
      setRules: (seen, left) =>
        new Reconciliation(this.work, seen.tenant_uuid, { rules: left, secretInputs }).reach(seen),
    });
  }

  private async reach(start: WireGroup): Promise<WireGroup> {
    for (let group = start; ;) {
      const write = await this.nextWrite(group);
      if (write === undefined) return group;
      group = await this.write(write, group);
    }
  }

  private async write(write: Write, before: WireGroup): Promise<WireGroup> {
    const { session, deadline } = this.work;
    const { lock } = session.tenant(before.tenant_uuid);
    const done = await lock.shared(deadline, async () =>
      lock.exclusiveUses === this.turns ? this.afterWrite(write, before) : undefined,
    );
    if (done === undefined) {
      this.turns = lock.exclusiveUses;
      const present = await requireGroup(this.work, before.uuid, before.tenant_uuid);
      return recoverGroup(this.work, present);
    }
    const { group, isOurs } = done;
    if (!isErred(group)) return group;
    // An error of somebody else's change is repaired like any other, and so is our own where the group is lost.
    const recovered = isOurs && !isLost(group) ? undefined : await recoverGroup(this.work, group);
    if (recovered !== undefined && !isOurs) return recovered;
    throw new GroupFailure(
      `OpenStack refused the change: ${errorReason(group)}`,
      "Run pulumi again: it lets Waldur read what OpenStack has and then sets what is missing.",
    );
  }

  /** Sends a write and waits for its end. */
  private async afterWrite(write: Write, before: WireGroup): Promise<{ group: WireGroup; isOurs: boolean }> {
    const { what, send, isDoneIn, removed } = write;
    const ref = { id: before.uuid, tenant: before.tenant_uuid };
    const wasSending = this.isSending;
    this.isSending = true;
    let isAccepted = true;
    try {
      await send();
    } catch (error) {
      if (isRefused(error)) this.isSending = wasSending;
      if (error instanceof NotFoundError) throw await toGoneError(this.work, ref.tenant, error);
      const isBusy = error instanceof ConflictError;
      const isOthers = isBusy || error instanceof RulesGoneError;
      if (!isOthers && !isOutcomeUnknown(error)) throw error;
      if (!isBusy) await this.requireAnotherTry(error);
      if (isOthers) {
        const goal = "somebody else's change to end";
        return { group: await waitUntilSettled(this.work, ref, { goal }), isOurs: false };
      }
      isAccepted = false;
    }
    removed.forEach(({ key, rule }) => this.removed.set(key, rule));
    ruleQuota(this.work, before.tenant_uuid).used(write.more);
    const group = await waitUntilSettled(this.work, ref, {
      goal: `Waldur to apply the change of ${what}`,
      before,
      ...(isAccepted ? {} : { polls: POLLS_AFTER_LOST_ANSWER }),
    });
    if (isAccepted) this.isSending = wasSending;
    if (!isAccepted || isErred(group) || isDoneIn(group)) return { group, isOurs: true };
    throw new GroupFailure(
      `Waldur has accepted and applied the change of ${what}, but the group differs from it`,
      OTHER_WRITER,
    );
  }

  /** Waits until a write is due that no good answer has come to. @throws its failure where it is not to be sent again */
  private async requireAnotherTry(error: unknown): Promise<void> {
    this.lostAnswers += 1;
    const repeats = Math.max(0, this.lostAnswers - MOST_LOST_ANSWERS - 1);
    if (this.lostAnswers <= MOST_LOST_ANSWERS && !asksToWait(error)) return;
    if (error instanceof RulesGoneError) throw error;
    const elapsed = (performance.now() - this.begun) / 1000;
    await this.work.client.beforeRepeat({ error, repeats, elapsed });
  }

  private async nextWrite(group: WireGroup): Promise<Write | undefined> {
    const metadata = metadataWrite(this.work, group, this.wanted);
    if (metadata !== undefined) this.requireNone(metadataGaps(liveRules(group), this.allWanted(group)));
    const rules = await this.ruleWrite(group);
    return metadata ?? rules;
  }

  private async ruleWrite(group: WireGroup): Promise<Write | undefined> {
    if (this.wanted.rules === undefined) return undefined;
    const current = liveRules(group);
    const rules = this.withForeign(group, this.wanted.rules);
    const quota = ruleQuota(this.work, group.tenant_uuid);
    await quota.require(this.work, Object.keys(rules).length - current.length);
    const plan = await this.planned(current, rules, quota);
    const { calls, call, gaps } = plan;
    if (calls === 0) return undefined;
    const lost = rulesOfFate(current, rules, "lost");
    if (lost.length > 0) throw new GroupFailure(lostText(lost, ruleNaming(this.wanted)), LOST_REMEDY);
    this.requireNone(gaps);
    if (calls === 2) debugLog(`${group.uuid}: ${interruptedText(plan, ruleNaming(this.wanted))}`);
    // Asked once: the second call, from old and new rules to the new ones alone, is part of the same change.
    this.areGapsAccepted = true;
    return rulesWrite(this.work, group, call, this.wanted);
  }

  /** The quota only counts if old and new rules must exist together. */
  private async planned(
    current: readonly LiveRule[],
    rules: RuleMap<Rule>,
    quota: RuleQuota,
  ): Promise<RulePlan<LiveRule>> {
    const plan = planRules(current, rules);
    if (plan.calls < 2) return plan;
    const remaining = await quota.remaining(this.work);
    const isEnough = remaining === undefined || plan.call.added.length <= remaining;
    return isEnough ? plan : planRules(current, rules, remaining);
  }

  private allWanted(group: WireGroup): Rule[] {
    const { rules } = this.wanted;
    return rules === undefined
      ? liveRules(group).map(({ rule }) => rule)
      : Object.values(this.withForeign(group, rules));
  }

  /** The wanted rules with those of others that stay. */
  private withForeign(group: WireGroup, rules: RuleMap<Rule>): RuleMap<Rule> {
    const { formerRules } = this.wanted;
    return formerRules === undefined
      ? rules
      : { ...rules, ...rulesOutside(rulesOf(group), formerRules, rules) };
  }

  private requireNone(gaps: readonly Gap[]): void {
    if (this.areGapsAccepted || this.wanted.requireGapFree !== true || gaps.length === 0) return;
    throw new GroupFailure(
      `the change is not gap-free: ${gapText(gaps, ruleNaming(this.wanted))}`,
      "Change the rules in other steps, or leave out requireGapFree.",
    );
  }
}

export interface RulesUpdate extends WithSecrets {
  /** The rules in state; undefined where they were not managed. */
  readonly former: RuleMap<Rule> | undefined;
  /** The rules of the program; undefined where it manages none. */
  readonly rules?: RuleMap<Rule> | undefined;
  readonly foreignRules?: ForeignRulePolicy | undefined;
  /** Whether state says that the group is as the last run has left it. */
  readonly isHealthy: boolean;
}

/**
 * What an update makes of the rules: nothing where the program has not changed them, else what its preview showed. A rule
 * that somebody else has added meanwhile is reported, and stays unless the program says otherwise.
 *
 * @param group as just read
 * @throws {GroupFailure} where there is such a rule and `foreignRules` is `refuse`
 */
export function rulesToWrite(
  { note }: Pick<WaldurWork, "note">,
  group: WireGroup,
  { former, rules, foreignRules = "leave", isHealthy, secretInputs }: RulesUpdate,
): Pick<WantedGroup, "rules" | "formerRules"> {
  // To begin to manage rules is to take them over: what the program does not have goes, as the preview said.
  if (former === undefined || rules === undefined) return { rules };
  if (isHealthy && sameRules(former, rules, sameRule)) return {};
  const changes = changesOfOthers({ live: rulesOf(group), former, wanted: rules }, isHealthy);
  const list = (some: readonly Rule[]) => listRules(some, ruleNaming({ secretInputs }));
  const verdict = othersVerdict(changes, foreignRules, list);
  if ("problem" in verdict) throw new GroupFailure(verdict.problem, verdict.remedy);
  verdict.notes.forEach((words) => note(words));
  return { rules, ...(foreignRules === "remove" ? {} : { formerRules: former }) };
}

/** Makes of an existing group what the new inputs say. */
export async function updateGroup(
  work: WaldurWork,
  { id, props: olds, known }: InState<Partial<SecurityGroupInputs>>,
  inputs: SecurityGroupInputs,
  owner: Owner,
): Promise<Stored> {
  const group = await knownGroup(work, id, olds, inputs);
  const former = formerRules(olds, known.rules);
  let reconciliation: Reconciliation | undefined;
  const state = (failure: unknown) => {
    const mayBeInProgress = reconciliation?.mayBeInProgress === true;
    return stateAfterFailure(work, { before: group, inputs, former, failure, mayBeInProgress });
  };
  return keepingState(id, state, async () => {
    const start = await recoverGroup(work, group, inputs.onStuck);
    const target = rulesToWrite(work, start, { ...inputs, former, isHealthy: isFinished(olds) });
    const { requireGapFree, secretInputs, name, description } = inputs;
    const wanted = { requireGapFree, secretInputs, name, description, ...target };
    reconciliation = new Reconciliation(work, group.tenant_uuid, wanted);
    const done = await reconciliation.run(start);
    // Rules that are given up may be another resource's from now on.
    const tellsAll = olds["rules"] === undefined && areRulesUnmanaged(work.run, owner, inputs);
    const others = tellsAll ? refreshedRules(inputs, olds, done) : {};
    return { id, outs: { ...storedGroup(done, inputs), ...others } };
  });
}

/** The group; where it is gone, state gets to know that. */
async function knownGroup(
  work: WaldurWork,
  id: string,
  olds: Props,
  inputs: SecurityGroupInputs,
): Promise<WireGroup> {
  try {
    return await requireGroup(work, id, inputs.tenant);
  } catch (error) {
    if (!(error instanceof GroupGoneError)) throw error;
    throw new PartialFailure(id, goneState({ ...olds, ...inputs }, error), error.message, { cause: error });
  }
}
