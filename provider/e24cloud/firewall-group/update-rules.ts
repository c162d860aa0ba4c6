import { messageOf, SecurityGroupsError } from "../../core/errors";
import { isAnswerLost } from "../../core/http/errors";
import type { RuleMap } from "../../core/rules/rule-map";
import { type DefaultRules, managedRules } from "./default-rules";
import { planRules, type RuleStep } from "./plan";
import { isRefusal } from "../api/refusals";
import { fromWire, type LiveRule, type Rule, ruleKey, toWire } from "../rule/rule";
import { settled, type GroupWork } from "./wait";
import { write } from "../api/session";
import type { Group } from "../api/schema";

export interface WantedRules {
  rules: RuleMap<Rule>;
  defaultRules: DefaultRules;
  /** The rules that the program had before. */
  formerly?: RuleMap<Rule>;
}

/** Plans made anew after calls that did not do what they should, before the server counts as unwilling. */
const ROUNDS = 6;

/**
 * Makes a group's rules the wanted ones, one call after another, and looks whether they are. Where a call had no
 * effect, or another one than it should, the rest is planned again from what is there.
 *
 * @param group as just read
 * @returns the group with the wanted rules
 */
export async function reconcileRules(work: GroupWork, wanted: WantedRules, group: Group): Promise<Group> {
  let seen = group;
  let lost: unknown;
  /** Rules that an update has not changed as it should. */
  const notUpdatable = new Set<LiveRule["id"]>();
  const plan = (now: Group) => planFor(wanted, now, notUpdatable);
  for (let round = 0; round < ROUNDS; round += 1) {
    const steps = plan(seen);
    if (steps.length === 0) return seen;
    const before = seen;
    const { sent, failure } = await perform(work, steps);
    seen = await settled(
      work,
      (now) => plan(now).length === 0 || sent.every((step) => showsEffect(step, before, now)),
    );
    for (const step of sent)
      if (step.kind === "update" && missesItsGoal(step, seen)) notUpdatable.add(step.old.id);
    if (failure && isRefusal(failure.error) && !isDone(failure.step, seen)) {
      if (failure.step.kind !== "update") throw stepError(failure.step, failure.error);
      notUpdatable.add(failure.step.old.id);
    }
    lost = failure?.error ?? lost;
  }
  const [step] = plan(seen);
  if (step === undefined) return seen;
  throw stepError(
    step,
    lost ?? new SecurityGroupsError("the server accepts the call but does not act on it"),
  );
}

function planFor(
  { rules, defaultRules, formerly }: WantedRules,
  group: Group,
  notUpdatable: ReadonlySet<LiveRule["id"]>,
): RuleStep[] {
  const all = group.rules.map(fromWire);
  const live = managedRules(all, defaultRules, rules, formerly);
  const managed = new Set(live);
  const others = all.filter((one) => !managed.has(one));
  return planRules({ live, others, wanted: rules, notUpdatable });
}

interface Failure {
  step: RuleStep;
  error: unknown;
}

/**
 * Performs the steps up to the first that is refused or whose answer is lost. Whatever can have had an effect is
 * among `sent`.
 */
async function perform(
  work: GroupWork,
  plan: readonly RuleStep[],
): Promise<{ sent: RuleStep[]; failure?: Failure }> {
  const sent: RuleStep[] = [];
  for (const step of plan) {
    try {
      await send(work, step);
      sent.push(step);
    } catch (error) {
      if (isRefusal(error)) return { sent, failure: { step, error } };
      if (isAnswerLost(error)) return { sent: [...sent, step], failure: { step, error } };
      throw error;
    }
  }
  return { sent };
}

async function send(work: GroupWork, step: RuleStep): Promise<void> {
  const { id } = work;
  await write(work, (client) => {
    switch (step.kind) {
      case "add":
        return client.addRule(id, toWire(step.rule));
      case "update":
        return client.updateRule(id, step.old.id, toWire(step.rule));
      case "delete":
        return client.deleteRule(id, step.old.id);
    }
  });
}

/** Whether the group has changed in a way that a step can have brought about, the right one or another. */
function showsEffect(step: RuleStep, before: Group, now: Group): boolean {
  if (step.kind === "add") {
    const known = new Set(before.rules.map(({ id }) => id));
    return now.rules.some(({ id }) => !known.has(id)) && isDone(step, now);
  }
  const rule = liveRule(now, step.old.id);
  return step.kind === "delete" ? rule === undefined : rule === undefined || !sameRule(rule, step.old);
}

/** Whether the group is as the step should leave it. */
function isDone(step: RuleStep, now: Group): boolean {
  if (step.kind === "delete") return liveRule(now, step.old.id) === undefined;
  return now.rules.map(fromWire).some(({ rule }) => ruleKey(rule) === ruleKey(step.rule));
}

/** An update that did nothing, or kept what it should have cleared. */
function missesItsGoal(step: RuleStep, now: Group): boolean {
  const rule = step.kind === "update" ? liveRule(now, step.old.id) : undefined;
  return step.kind === "update" && rule !== undefined && ruleKey(rule.rule) !== ruleKey(step.rule);
}

function liveRule(group: Group, id: LiveRule["id"]): LiveRule | undefined {
  return group.rules.map(fromWire).find((one) => one.id === id);
}

const sameRule = (a: LiveRule, b: LiveRule) => ruleKey(a.rule) === ruleKey(b.rule);

const VERBS = { add: "add", update: "change", delete: "remove" } as const;

function stepError(step: RuleStep, error: unknown): SecurityGroupsError {
  const rule = step.kind === "add" ? step.rule : step.old.rule;
  const to = step.kind === "update" ? ` to "${ruleKey(step.rule)}"` : "";
  const message = `cannot ${VERBS[step.kind]} the rule "${ruleKey(rule)}"${to}: ${messageOf(error)}`;
  return new SecurityGroupsError(message, { cause: error });
}
