import { SecurityGroupsError, messageOf } from "../../errors";
import type { RuleMap } from "../../rules/rule-map";
import { possibly } from "../../traffic/explain";
import { haveCommon, type TrafficSet } from "../../traffic/set";
import { requireReadable } from "../api/group-reader";
import type { Group, RuleId } from "../api/group";
import type { Rule } from "../rule/args";
import { knownTraffic } from "../rule/traffic";
import {
  type LiveRule,
  planRules,
  type RuleStep,
  type DefaultRules,
  isDefaultRule,
  managedRules,
} from "./plan";
import { liveRules, rulesOf } from "./state";
import { FEW_POLLS, type GroupWork, POLLS_AFTER_LOST_ANSWER, waitUntilShown } from "./wait";
import { write, type E24cloudWork } from "../api/session";
import { toWire, ruleKey } from "../rule/fields";
import { listRules } from "../../rules/codec";
import { isOutcomeUnknown } from "../../http/errors";
import { isRefusal } from "../api/client";

export interface WantedRules {
  readonly rules: RuleMap<Rule>;
  readonly defaultRules: DefaultRules;
  /** The rules that the program had before. */
  readonly formerly: RuleMap<Rule> | undefined;
  /** Whether a rule that neither the program nor `formerly` has is somebody else's and stays. */
  readonly leavesForeign: boolean;
  /** Ids of rules that an update has not changed: they are added and deleted. Grows with what this operation learns. */
  readonly notUpdatable: Set<RuleId>;
  /** How many rules an earlier operation has added that no read has shown since. */
  readonly unseenAdds?: number | undefined;
  /** Whether a group is being adopted: duplicates that somebody else created are then not a reason to write. */
  readonly isTakeover: boolean;
}

/**
 * Makes a group's rules the wanted ones, one call after another. What the server has accepted is never sent again: it is
 * waited for until it shows, before anything goes that it takes the place of, and at the end.
 */
export class RuleWriter {
  /** Accepted, and not seen yet, with the traffic of the rule that is to come. */
  private awaited: (SentStep & { readonly coming: TrafficSet })[] = [];
  private readonly done = new Set<string>();
  /** Sent without an answer, and not seen. */
  private lost: readonly RuleStep[] = [];
  /** Rules that an earlier operation has added and that have not been looked for yet. */
  private earlier: number;

  constructor(
    private readonly work: GroupWork,
    private readonly wanted: WantedRules,
  ) {
    this.earlier = wanted.unseenAdds ?? 0;
  }

  /** How many rules have been added, by this operation or an earlier one, that no read has shown since. */
  get unseenAdds(): number {
    const sent = [...this.awaited.map(({ step }) => step), ...this.lost];
    return this.earlier + sent.filter(({ kind }) => kind === "add").length;
  }

  /**
   * @param start the group as just read
   * @returns the group with the wanted rules
   */
  async run(start: Group): Promise<Group> {
    for (let group = await this.withEarlierAdds(start); ;) {
      const steps = await this.plan(requireReadable(group));
      if (steps.length === 0) return group;
      group = await this.perform(steps, group);
    }
  }

  /**
   * The group once it shows what an earlier operation has added, so that none of it is sent again. What does not show
   * in the time that a lost answer gets is sent again: nothing else can be known of it.
   */
  private async withEarlierAdds(start: Group): Promise<Group> {
    const { rules } = this.wanted;
    const { earlier } = this;
    const missing = (group: Group) => {
      const shown = rulesOf(group);
      return Object.keys(rules).filter((key) => !Object.hasOwn(shown, key)).length;
    };
    const most = Math.max(0, missing(start) - earlier);
    const isShown = (group: Group) => missing(group) <= most;
    const group = isShown(start) ? start : await waitUntilShown(this.work, isShown, POLLS_AFTER_LOST_ANSWER);
    if (group === undefined) {
      const [were, show] = earlier === 1 ? ["rule that was", "does"] : ["rules that were", "do"];
      this.work.warn(`${earlier} ${were} added before ${show} not show: what is missing is added again`);
    }
    this.earlier = 0;
    return group ?? start;
  }

  private async plan(group: Group): Promise<RuleStep[]> {
    const { rules, defaultRules, formerly = {}, leavesForeign, notUpdatable, isTakeover } = this.wanted;
    const all = liveRules(group);
    const isOurs = ({ key }: LiveRule) =>
      !leavesForeign || isDefaultRule(key) || [rules, formerly].some((own) => Object.hasOwn(own, key));
    const live = managedRules(all, defaultRules, rules, formerly).filter(isOurs);
    const managed = new Set(live);
    const others = all.filter((one) => !managed.has(one));
    const steps = await planRules({ live, others, wanted: rules, notUpdatable });
    const isDoubled = (step: RuleStep) => step.kind === "delete" && Object.hasOwn(rules, step.old.key);
    return isTakeover && steps.every(isDoubled) ? [] : steps;
  }

  /** Takes the steps up to an update that the server refuses, after which the rest must be planned again. */
  private async perform(steps: readonly RuleStep[], start: Group): Promise<Group> {
    let group = start;
    let before = new ShownRules(group);
    const see = (seen: Group) => {
      if (seen !== group) before = new ShownRules(seen);
      group = seen;
    };
    for (const step of steps) {
      if (this.done.has(effectOf(step))) throw stepError(step, anotherWriter());
      if (this.isAwaitedBy(step)) see(await this.awaitAll(group));
      const sent = { step, before };
      const outcome = await sendStep(this.work, step);
      if (outcome.kind !== "refused") this.done.add(effectOf(step));
      if (outcome.kind === "accepted") this.awaited.push({ ...sent, coming: comingTraffic(step) });
      if (outcome.kind === "lost") see(await this.afterLoss(sent, outcome.error));
      if (outcome.kind === "refused") {
        see(await this.awaitAll(group));
        const repeated = await waitUntilShown(this.work, (now) => new ShownRules(now).hold(step), FEW_POLLS);
        if (repeated !== undefined) see(repeated);
        else if (step.kind !== "update") throw refusedError(step, outcome.error, this.wanted.rules);
        else {
          this.wanted.notUpdatable.add(step.old.id);
          return group;
        }
      }
    }
    return this.awaitAll(group);
  }

  /** Whether a step takes away traffic that a rule which does not show yet is to allow. */
  private isAwaitedBy(step: RuleStep): boolean {
    if (step.kind === "add") return false;
    const leaving = mayAllow(step.old.rule);
    return this.awaited.some(({ coming }) => haveCommon(leaving, coming));
  }

  /** The group once it shows all that was accepted. */
  private async awaitAll(seen: Group): Promise<Group> {
    const { awaited, work } = this;
    if (awaited.length === 0) return seen;
    let open = awaited;
    const group = await waitUntilShown(work, (now) => {
      const shown = new ShownRules(now);
      open = awaited.filter((sent) => !shown.show(sent));
      return open.length === 0;
    });
    if (group === undefined) throw this.notShown(open.map(({ step }) => step));
    this.awaited = [];
    return group;
  }

  private async afterLoss(sent: SentStep, error: unknown): Promise<Group> {
    const all = [...this.awaited, sent];
    const showsAll = (now: Group) => {
      const shown = new ShownRules(now);
      return all.every((one) => shown.show(one));
    };
    const group = await waitUntilShown(this.work, showsAll, POLLS_AFTER_LOST_ANSWER);
    if (group !== undefined) {
      this.awaited = [];
      return group;
    }
    this.lost = [sent.step];
    throw lostAnswerError(this.work, stepText(sent.step), error);
  }

  private notShown(open: readonly RuleStep[]): Error {
    for (const step of open) if (step.kind === "update") this.wanted.notUpdatable.add(step.old.id);
    const first = open.slice(0, MOST_TOLD).map(stepText).join(", to ");
    const more = open.length > MOST_TOLD ? `, and ${open.length - MOST_TOLD} more` : "";
    return this.work.deadline.error(
      `the server accepted to ${first}${more}, but the group does not show it. Run pulumi again: it continues from ` +
        "what the group shows",
    );
  }
}

const mayAllow = (rule: Rule) => possibly([knownTraffic(rule)]);
const comingTraffic = (step: RuleStep) => (step.kind === "delete" ? [] : mayAllow(step.rule));

/** Changes that do not show and that a message lists. */
const MOST_TOLD = 5;

const anotherWriter = () =>
  new SecurityGroupsError(
    "this change was already applied in this run and has been reverted. Something else changes the same group: stop it, then run " +
      "pulumi again",
  );

/** A step that was sent, and the rules before it. */
export interface SentStep {
  readonly step: RuleStep;
  readonly before: ShownRules;
}

/** The rules that a group shows, by id and by key. */
export class ShownRules {
  private readonly keys: ReadonlyMap<RuleId, string>;
  private readonly ids = new Map<string, RuleId[]>();

  constructor(group: Pick<Group, "rules">) {
    this.keys = new Map(liveRules(group).map(({ id, key }) => [id, key] as const));
    for (const [id, key] of this.keys) this.ids.set(key, [...(this.ids.get(key) ?? []), id]);
  }

  /** Whether they show what a step was to do. */
  show({ step, before }: SentStep): boolean {
    const old = step.kind === "add" ? undefined : this.keys.get(step.old.id);
    if (step.kind === "delete") return old === undefined;
    const { key } = step;
    if (step.kind === "add") return (this.ids.get(key) ?? []).some((id) => !before.keys.has(id));
    // A server may give a rule that it updates another id.
    return old === undefined ? this.ids.has(key) : old === key;
  }

  /** Whether they are as a step should leave them, regardless of who changed them. */
  hold(step: RuleStep): boolean {
    return step.kind === "delete" ? !this.keys.has(step.old.id) : this.ids.has(step.key);
  }
}

/** A string that is equal for two steps with the same effect. */
const effectOf = (step: RuleStep): string =>
  step.kind === "delete" ? `no rule ${step.old.id}` : `the rule ${step.key}`;

/** What a step does, after `to` or `cannot`. */
function stepText(step: RuleStep): string {
  switch (step.kind) {
    case "add":
      return `add the rule "${step.key}"`;
    case "update":
      return `change the rule "${step.old.key}" to "${step.key}"`;
    case "delete":
      return `remove the rule "${step.old.key}"`;
  }
}

function stepError(step: RuleStep, cause: unknown): SecurityGroupsError {
  return new SecurityGroupsError(`cannot ${stepText(step)}: ${messageOf(cause)}`, { cause });
}

/** Asks the server for a step. @throws {SecurityGroupsError} where it was not sent, or no write can help */
async function sendStep(work: GroupWork, step: RuleStep): Promise<Outcome> {
  const { id } = work;
  const sent = write(work, (client) => {
    switch (step.kind) {
      case "add":
        return client.addRule(id, toWire(step.rule));
      case "update":
        return client.updateRule(id, step.old.id, toWire(step.rule));
      case "delete":
        return client.deleteRule(id, step.old.id);
    }
  });
  try {
    return await awaitOutcome(sent);
  } catch (error) {
    throw stepError(step, error);
  }
}

/**
 * A step that the server has refused. Where an IPv6 address may be the reason, all rules of the program that have one are
 * named: they would fail one after another.
 */
function refusedError(step: RuleStep, cause: unknown, rules: RuleMap<Rule>): SecurityGroupsError {
  const error = stepError(step, cause);
  if (step.kind !== "add" || !hasIPv6(step.rule)) return error;
  const all = Object.values(rules).filter(hasIPv6);
  const [have, them] =
    all.length === 1 ? ["rule of the program has", "it"] : ["rules of the program have", "them"];
  return new SecurityGroupsError(
    `${messageOf(error)}. This account may take no IPv6 addresses, which e24cloud does not document: ${all.length} ${have} one ` +
      `(${listRules(all, ruleKey)}). Leave ${them} out and run pulumi up, which sets the rules that are missing`,
    { cause },
  );
}

const hasIPv6 = ({ srcAddress = "", dstAddress = "" }: Rule) => `${srcAddress}${dstAddress}`.includes(":");

/** The outcome of a write. */
export type Outcome =
  | { readonly kind: "accepted" }
  /** The server surely did not act. */
  | { readonly kind: "refused"; readonly error: unknown }
  /** It may have acted, and may yet. */
  | { readonly kind: "lost"; readonly error: unknown };

/** @throws what means that the write was not sent, or that no write can help */
export async function awaitOutcome(write: Promise<unknown>): Promise<Outcome> {
  try {
    await write;
    return { kind: "accepted" };
  } catch (error) {
    if (isRefusal(error)) return { kind: "refused", error };
    if (isOutcomeUnknown(error)) return { kind: "lost", error };
    throw error;
  }
}

/** Whether a failure was a refusal: then no change is in progress. */
export function isRefused(failure: unknown): boolean {
  return isRefusal(failure) || (failure instanceof Error && isRefused(failure.cause));
}

/** What to say where neither an answer nor an effect has come. @param what was sent, such as `attach user … to the group` */
export function lostAnswerError({ deadline }: E24cloudWork, what: string, cause: unknown): Error {
  if (deadline.isOver) return deadline.error(`waiting to ${what}: ${messageOf(cause)}`, cause);
  return new SecurityGroupsError(
    `cannot ${what}: ${messageOf(cause)}, and the group shows no effect so far. Run pulumi again: it reads ` +
      "whether the change took effect",
    { cause },
  );
}
