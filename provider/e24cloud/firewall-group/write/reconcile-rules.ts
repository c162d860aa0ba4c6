import { SecurityGroupsError } from "../../../core/errors";
import type { RuleMap } from "../../../core/rules/rule-map";
import { isAny } from "../../../core/traffic/set";
import { requireReadable } from "../../api/group-reader";
import type { Group, RuleId } from "../../api/schema";
import { fromWire } from "../../rule/wire";
import type { Rule } from "../../rule/rule";
import { ruleTraffic } from "../../rule/traffic";
import { lostAnswer } from "./outcome";
import { sendStep } from "./send-step";
import { FEW_LOOKS, type GroupWork, LOST_LOOKS, shownGroup } from "../wait/wait";
import { type DefaultRules, managedRules } from "../plan/default-rules";
import { planRules, type RuleStep } from "../plan/plan";
import { effectOf, holds, type SentStep, shows, stepError, stepText } from "./step";

export interface WantedRules {
  readonly rules: RuleMap<Rule>;
  readonly defaultRules: DefaultRules;
  /** The rules that the program had before. */
  readonly formerly: RuleMap<Rule> | undefined;
  /** Ids of rules that an update has not changed: they are added and deleted. Grows with what this operation learns. */
  readonly notUpdatable: Set<RuleId>;
}

/**
 * Makes a group's rules the wanted ones, one call after another. What the server has accepted is never sent again: it is
 * waited for until it shows, before anything goes that it takes the place of, and at the end.
 */
export class RuleWriter {
  /** Accepted, and not seen yet. */
  private awaited: SentStep[] = [];
  private readonly done = new Set<string>();

  constructor(
    private readonly work: GroupWork,
    private readonly wanted: WantedRules,
  ) {}

  /**
   * @param start the group as just read
   * @returns the group with the wanted rules
   */
  async run(start: Group): Promise<Group> {
    for (let group = start; ;) {
      const steps = this.plan(requireReadable(group));
      if (steps.length === 0) return group;
      group = await this.perform(steps, group);
    }
  }

  private plan(group: Group): RuleStep[] {
    const { rules, defaultRules, formerly, notUpdatable } = this.wanted;
    const all = group.rules.map(fromWire);
    const live = managedRules(all, defaultRules, rules, formerly);
    const managed = new Set(live);
    const others = all.filter((one) => !managed.has(one));
    return planRules({ live, others, wanted: rules, notUpdatable });
  }

  /** Takes the steps up to an update that the server refuses, after which the rest has to be planned anew. */
  private async perform(steps: readonly RuleStep[], start: Group): Promise<Group> {
    let group = start;
    for (const step of steps) {
      if (this.done.has(effectOf(step))) throw stepError(step, anotherWriter());
      if (this.isAwaitedBy(step)) group = await this.awaitAll(group);
      const sent = { step, before: new Set(group.rules.map(({ id }) => id)) };
      const outcome = await sendStep(this.work, step);
      if (outcome.kind !== "refused") this.done.add(effectOf(step));
      if (outcome.kind === "accepted") this.awaited.push(sent);
      if (outcome.kind === "lost") group = await this.afterLoss(sent, outcome.error);
      if (outcome.kind === "refused") {
        group = await this.awaitAll(group);
        const repeated = await shownGroup(this.work, (now) => holds(step, now), FEW_LOOKS);
        if (repeated !== undefined) group = repeated;
        else if (step.kind !== "update") throw stepError(step, outcome.error);
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
    const leaving = ruleTraffic(step.old.rule);
    return this.awaited.some(
      ({ step: sent }) =>
        sent.kind !== "delete" && isAny({ inAll: [leaving, ruleTraffic(sent.rule)], inNone: [] }),
    );
  }

  /** The group once it shows all that was accepted. */
  private async awaitAll(seen: Group): Promise<Group> {
    const { awaited, work } = this;
    if (awaited.length === 0) return seen;
    let open = awaited;
    const group = await shownGroup(work, (now) => {
      open = awaited.filter((sent) => !shows(sent, now));
      return open.length === 0;
    });
    if (group === undefined) throw this.notShown(open.map(({ step }) => step));
    this.awaited = [];
    return group;
  }

  private async afterLoss(sent: SentStep, error: unknown): Promise<Group> {
    const all = [...this.awaited, sent];
    const group = await shownGroup(this.work, (now) => all.every((one) => shows(one, now)), LOST_LOOKS);
    if (group !== undefined) {
      this.awaited = [];
      return group;
    }
    throw lostAnswer(this.work, stepText(sent.step), error);
  }

  private notShown(open: readonly RuleStep[]): Error {
    for (const step of open) if (step.kind === "update") this.wanted.notUpdatable.add(step.old.id);
    const first = open.slice(0, MOST_TOLD).map(stepText).join(", to ");
    const more = open.length > MOST_TOLD ? `, and ${open.length - MOST_TOLD} more` : "";
    return this.work.deadline.error(
      `the server has accepted to ${first}${more}, and the group does not show it. Run \`pulumi up\` again: it goes on from ` +
        "what the group shows then",
    );
  }
}

/** Changes that do not show and that a message tells one by one. */
const MOST_TOLD = 5;

const anotherWriter = () =>
  new SecurityGroupsError(
    "this was done before in the same run and is undone again. Something else changes the same group: end that, then run " +
      "`pulumi up` again",
  );
