import { ApiError, ConflictError, isAnswerLost } from "../../../core/http/errors";
import type { RuleMap } from "../../../core/rules/rule-map";
import type { WaldurWork } from "../../api/cloud";
import { GroupFailure } from "../../api/failures";
import { DEFAULT_GROUP, errorReason, isErred } from "../../api/group-state";
import { settledGroup } from "../wait/wait";
import { liveRules, sentRules } from "./live-rules";
import { planRules } from "../plan/plan";
import { requireRoom, ruleRoom } from "./quota";
import type { Rule } from "../../rule/rule";
import { nameAt, ruleNaming } from "../../rule/format";
import { gapText } from "../plan/gap-text";
import { serverMessage } from "../../api/server-message";
import type { WireGroup } from "../../api/schema";

/** How a group is to be. What is left out stays as it is. */
export interface WantedGroup {
  name?: string | undefined;
  description?: string | undefined;
  rules?: RuleMap<Rule> | undefined;
  requireGapFree?: boolean | undefined;
  secretInputs?: readonly string[] | undefined;
}

/** A write that brings a group nearer to what it is to be. */
type Write = () => Promise<void>;

/** More writes than a plan can have, with some that others' changes made void. */
const MOST_WRITES = 6;

/**
 * Brings a group that is OK to what it is to be: one write, wait for OK, look again, until nothing is left to do.
 * So an answer that was lost, or somebody else's change meanwhile, leads to the same end.
 */
export class Reconciliation {
  private judged = false;
  private room: number | undefined;

  constructor(
    private readonly work: WaldurWork,
    private readonly wanted: WantedGroup,
  ) {}

  async run(start: WireGroup): Promise<WireGroup> {
    let group = start;
    for (let writes = 0; writes < MOST_WRITES; writes += 1) {
      const write = await this.nextWrite(group);
      if (write === undefined) return group;
      group = await this.afterWrite(group, write);
    }
    throw new GroupFailure(
      "Waldur accepts every change, but the group still differs from what it is to be",
      "Something else changes the same group: end that, then run pulumi up again.",
    );
  }

  private async afterWrite(before: WireGroup, write: Write): Promise<WireGroup> {
    try {
      await write();
    } catch (error) {
      // Somebody else's change is under way, or nobody knows whether ours is: wait and look again.
      if (!(error instanceof ConflictError || isAnswerLost(error))) throw error;
    }
    const ref = { id: before.uuid, tenant: before.tenant_uuid };
    const goal = "Waldur to carry out the change";
    const after = await settledGroup(this.work, ref, { goal, before });
    if (isErred(after)) {
      throw new GroupFailure(
        `OpenStack refused the change: ${errorReason(after)}`,
        "Run pulumi up again: it lets Waldur read what OpenStack has and then sets what is missing.",
      );
    }
    return after;
  }

  private async nextWrite(group: WireGroup): Promise<Write | undefined> {
    const planned = await this.ruleWrite(group);
    return this.metadataWrite(group) ?? planned;
  }

  /** Name and description, only where they differ: Waldur blocks the group for seconds even for a change of nothing. */
  private metadataWrite({ uuid, name, description }: WireGroup): Write | undefined {
    const { wanted } = this;
    // Nobody may rename or describe OpenStack's default group.
    if (name === DEFAULT_GROUP) return undefined;
    const body = {
      ...(wanted.name === undefined || wanted.name === name ? {} : { name: wanted.name }),
      ...(wanted.description === undefined || wanted.description === description
        ? {}
        : { description: wanted.description }),
    };
    return Object.keys(body).length === 0 ? undefined : () => this.work.client.patchGroup(uuid, body);
  }

  private async ruleWrite(group: WireGroup): Promise<Write | undefined> {
    if (this.wanted.rules === undefined) return undefined;
    const current = liveRules(group);
    const rules = Object.values(this.wanted.rules);
    const more = rules.length - current.length;
    if (more > 0 || planRules(current, rules).calls === 2) {
      this.room ??= await ruleRoom(this.work, group.tenant_uuid);
      requireRoom(more, this.room);
    }
    const { calls, call, gaps } = planRules(current, rules, this.room);
    if (calls === 0) return undefined;
    if (!this.judged && this.wanted.requireGapFree === true && gaps.length > 0) {
      throw new GroupFailure(
        `the change is not gap-free: ${gapText(gaps, ruleNaming(this.wanted))}`,
        "Change the rules in other steps, or leave out requireGapFree.",
      );
    }
    // Judged once: the way from the old rules beside the new ones to the new ones alone is part of the same change.
    this.judged = true;
    const sent = sentRules(call, { apiUrl: this.work.session.settings.apiUrl, id: group.uuid });
    return async () => {
      try {
        await this.work.client.setRules(
          group.uuid,
          sent.map(({ wire }) => wire),
        );
      } catch (error) {
        throw refusal(
          error,
          "rules",
          nameAt(
            sent.map(({ rule }) => rule),
            ruleNaming(this.wanted),
          ),
        );
      }
    };
  }
}

/** What the server says of a list of rules, with the rules by name instead of their positions in the request. */
export function refusal(error: unknown, what: string, nameAt: (position: number) => string): unknown {
  if (!(error instanceof ApiError) || error.status !== 400) return error;
  return new GroupFailure(
    `Waldur refuses the ${what}: ${serverMessage(error.body, nameAt)}`,
    "Change the program accordingly.",
    { cause: error },
  );
}
