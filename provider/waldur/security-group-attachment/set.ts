import { ApiError, ConflictError, isOutcomeUnknown, NotFoundError } from "../../http/errors";
import { perOwner } from "../../run/run";
import { SharedLock } from "../../sync/shared-lock";
import { serverText } from "../../text/printable";
import type { WaldurWork, WaldurSession } from "../api/session";
import { GroupFailure, serverMessage } from "../api/failures";
import { isErred } from "../api/schema";
import { groupUrl } from "../api/ids";
import {
  groupsBody,
  isOtherForm,
  takesPlainUrls,
  targetKey,
  type TargetRef,
  targets,
  type WireTarget,
} from "../api/targets";
import { forgetUsers } from "../security-group/delete";
import { type SentList, warnOfUndone } from "./history";
import { targetText } from "./inputs";
import { nextGroups, type WantedGroups } from "./plan";
import {
  changeFailure,
  earlierChange,
  presentTarget,
  pulledTarget,
  readyTarget,
  settledTarget,
  isUnknownPath,
  TargetGoneError,
  tenantOf,
} from "./wait";

/** The most lists that are sent: a change needs two, and others may undo some. */
const MOST_WRITES = 8;

/** One writer at a time for each target: the API knows whole lists only, so that the second would undo the first. */
const gates = perOwner<WaldurSession, Map<string, SharedLock>>(() => new Map());

function gateOf(session: WaldurSession, target: TargetRef): SharedLock {
  const gate = gates(session).get(targetKey(target)) ?? new SharedLock();
  gates(session).set(targetKey(target), gate);
  return gate;
}

/** Which form of the list a server takes, where it has refused one. */
const plainUrls = perOwner<WaldurSession, { taken?: boolean }>(() => ({}));

export const groupIds = ({ groups }: Pick<WireTarget, "groups">): string[] => [
  ...new Set(groups.map(({ id }) => id)),
];

/** A change of the groups of one target: reads, sends the whole list, waits and reads again, until nothing is left to do. */
export class GroupsUpdate {
  /** The lists that may have had an effect. */
  private readonly sent: SentList[] = [];
  private writes = 0;

  constructor(
    private readonly work: WaldurWork,
    private readonly target: TargetRef,
    /** Asked for before each write, as others may have come to want a group. */
    private readonly wanted: () => WantedGroups,
  ) {}

  /** Whether something may have been changed. */
  get hasSent(): boolean {
    return this.sent.length > 0;
  }

  /**
   * @param tenant of the target, where it is known
   * @returns the target with its groups as wanted
   * @throws {TargetGoneError}
   */
  async run(tenant?: string): Promise<WireTarget> {
    const { session, deadline } = this.work;
    return gateOf(session, this.target).exclusive(deadline, async () => {
      try {
        return await this.untilDone(await this.ready(tenant));
      } finally {
        if (!this.wanted().exclusive) await warnOfUndone(this.work, this.target, this.sent);
      }
    });
  }

  /** The target as just read, when its groups can be set. @throws {TargetGoneError} */
  private async ready(tenant: string | undefined): Promise<WireTarget> {
    const found = await presentTarget(this.work, this.target, tenant);
    if (found === undefined) throw new TargetGoneError(this.target);
    return readyTarget(this.work, this.target, found);
  }

  private async untilDone(start: WireTarget): Promise<WireTarget> {
    let isConfirmed = true;
    for (let known = start; ;) {
      const next = nextGroups(groupIds(known), this.wanted());
      if (next === undefined && isConfirmed) return known;
      if (next === undefined) {
        known = await this.confirmed(known);
        isConfirmed = true;
        continue;
      }
      if (this.writes === MOST_WRITES) throw this.undoneFailure();
      known = await this.write(known, next);
      isConfirmed = false;
    }
  }

  /** Sends one list. @returns the target when nothing is in progress, whether or not it has taken effect */
  private async write(before: WireTarget, next: readonly string[]): Promise<WireTarget> {
    const goal = `Waldur to change the groups of the ${targetText(this.target, before)}`;
    try {
      await this.send(before, next);
    } catch (error) {
      return this.afterFailure(error, before, next);
    }
    this.writes += 1;
    const after = await settledTarget(this.work, this.target, { goal, before });
    if (isErred(after)) throw changeFailure(this.target, after);
    return after;
  }

  private async send(before: WireTarget, next: readonly string[]): Promise<void> {
    const { client, session } = this.work;
    const form = plainUrls(session);
    const urls = next.map((id) => groupUrl(session.settings.apiUrl, id));
    const isPlain = form.taken ?? takesPlainUrls(before);
    const sent = async (plain: boolean) => {
      try {
        await client.setTargetGroups(this.target, groupsBody(urls, plain));
        this.noteSent(before, next);
      } catch (error) {
        if (isOutcomeUnknown(error)) this.noteSent(before, next);
        throw error;
      }
    };
    try {
      await sent(isPlain);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 400 || !isOtherForm(error.reason)) throw error;
      await sent(!isPlain);
      form.taken = !isPlain;
    }
  }

  private noteSent(before: WireTarget, next: readonly string[]): void {
    this.sent.push({ before: { modified: before.modified, groups: groupIds(before) }, next });
    forgetUsers(this.work.session, before.tenant);
  }

  private failures = 0;
  private failedSince = 0;

  private async afterFailure(
    error: unknown,
    before: WireTarget,
    next: readonly string[],
  ): Promise<WireTarget> {
    if (error instanceof ConflictError) {
      const found = await settledTarget(this.work, this.target, { goal: earlierChange(this.target, before) });
      return readyTarget(this.work, this.target, found);
    }
    if (error instanceof NotFoundError || isUnknownPath(error)) throw await this.missing(error, before);
    if (!isOutcomeUnknown(error)) throw await this.refusal(error, before, next);
    const tenant = tenantOf(this.work, before);
    const ready = await this.ready(tenant);
    if (isDone(ready, next)) return ready;
    // It has surely had no effect, so that it may be sent again when it is due.
    if (this.failures === 0) this.failedSince = performance.now();
    const elapsed = (performance.now() - this.failedSince) / 1000;
    await this.work.client.beforeRepeat({ error, repeats: this.failures, elapsed });
    this.failures += 1;
    return this.ready(tenant);
  }

  /** What a write that was answered with 404 means: the target is gone, or the server has no such action. */
  private async missing(cause: unknown, { tenant }: WireTarget): Promise<unknown> {
    const found = await presentTarget(this.work, this.target, tenant);
    if (found === undefined) return new TargetGoneError(this.target);
    const { title } = targets[this.target.kind];
    return new GroupFailure(
      `this Waldur cannot change the groups of a ${title}`,
      `Name the server that the ${title} belongs to instead, or update Waldur: those of 2026 can.`,
      { cause },
    );
  }

  private async refusal(error: unknown, before: WireTarget, next: readonly string[]): Promise<unknown> {
    if (!(error instanceof ApiError) || error.status !== 400) return error;
    const { client } = this.work;
    const missing: string[] = [];
    const foreign: string[] = [];
    for (const id of next) {
      const group = await client.getGroup(id).catch(() => undefined);
      if (group === undefined) missing.push(id);
      else if (before.tenant !== undefined && group.tenant_uuid !== before.tenant) foreign.push(id);
    }
    const said = serverText(serverMessage(error.body, (position) => `group ${next[position] ?? position}`));
    const why = [
      ...missing.map((id) => `there is no group ${id}, or the token's user may not see it`),
      ...foreign.map(
        (id) => `the group ${id} is in another tenant than the ${targetText(this.target, before)}`,
      ),
    ];
    return new GroupFailure(
      `Waldur refuses the groups: ${[...why, said].join("; ")}`,
      "Name groups of the tenant that the target is in.",
      { cause: error },
    );
  }

  /** The target as OpenStack has it: where that fails to change the groups of a server, Waldur says nothing. */
  private async confirmed(known: WireTarget): Promise<WireTarget> {
    const { session } = this.work;
    if (this.target.kind !== "instance" || !session.settings.confirmRemovals) return known;
    try {
      const pulled = await pulledTarget(this.work, this.target, known);
      if (!isErred(pulled)) return pulled;
      this.work.warn(unverified("the server is in error now"));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.work.warn(unverified(error.message));
    }
    return known;
  }

  private undoneFailure(): GroupFailure {
    const { title } = targets[this.target.kind];
    return new GroupFailure(
      `the groups of the ${title} are not as they were set, though Waldur has accepted ${MOST_WRITES} lists`,
      `Something else changes the groups of the same ${title}, or OpenStack does not follow: stop it, then run pulumi again.`,
    );
  }
}

const unverified = (why: string) => `could not verify that OpenStack has changed the groups: ${why}`;

const isDone = (found: WireTarget, next: readonly string[]) => {
  const live = groupIds(found);
  return live.length === next.length && next.every((id) => live.includes(id));
};
