import { messageOf, PartialFailure } from "../../errors";
import type { Props, Stored } from "../../kit/handlers";
import type { Owner } from "../../run/resources";
import { ApiError } from "../../http/errors";
import type { WaldurWork } from "../api/session";
import { GroupFailure } from "../api/failures";
import { isOk } from "../api/schema";
import type { TargetRef, WireTarget } from "../api/targets";
import { liveTraffic } from "./traffic";
import { type AttachmentInputs, attachmentId } from "./inputs";
import { notWantedElsewhere, type Pairs, forgetTarget, labelOf } from "./existing";
import { groupsChange, type WantedGroups } from "./plan";
import { groupIds, GroupsUpdate } from "./set";
import { heldGroups, storedAttachment } from "./state";
import { statementOf } from "./statement";
import { presentTarget, TargetGoneError, tenantOf } from "./wait";

export const pairsOf = (inputs: AttachmentInputs, target: TargetRef): Pairs => ({
  apiUrl: inputs.apiUrl,
  target,
  groups: inputs.securityGroups,
  exclusive: inputs.exclusive === true,
});

/** What an attachment is changed from. */
export interface Former {
  readonly id?: string;
  /** Ids of the groups in state. */
  readonly groups: readonly string[];
  /** The outputs in state. */
  readonly outputs: Props;
}

/** Gives a target the groups of an attachment, and takes off those that it no longer names. */
export async function attachGroups(
  work: WaldurWork,
  inputs: AttachmentInputs,
  target: TargetRef,
  owner: Owner,
  former: Former = { groups: [], outputs: {} },
): Promise<Stored> {
  const { securityGroups: own, exclusive = false } = inputs;
  const id = former.id ?? attachmentId(inputs, target);
  const tenant = tenantOf(work, former.outputs);
  const gone = former.groups.filter((group) => !own.includes(group));
  const wanted = (): WantedGroups => ({
    own,
    dismissed: notWantedElsewhere(work.run, owner, { ...pairsOf(inputs, target), groups: gone }),
    exclusive,
  });
  const update = new GroupsUpdate(work, target, wanted);
  try {
    const found = await update.run(tenant);
    return { id, outs: storedAttachment(inputs, found, heldGroups(inputs, own, found)) };
  } catch (cause) {
    if (!update.hasSent) throw cause;
    const known = [...new Set([...former.groups, ...own])];
    const state = await stateAfterFailure(work, inputs, target, known);
    throw new PartialFailure(id, { tenant, ...state }, messageOf(cause), { cause });
  } finally {
    forgetTarget(work.session, target);
  }
}

/** What goes into state after a failure: what can be seen, else all groups that may be attached. */
async function stateAfterFailure(
  work: WaldurWork,
  inputs: AttachmentInputs,
  target: TargetRef,
  known: readonly string[],
): Promise<Props> {
  const found = await presentTarget(work, target, undefined).catch(() => undefined);
  const isSure = found !== undefined && isOk(found);
  const groups = isSure ? heldGroups(inputs, known, found) : known.toSorted();
  const outputs = found === undefined ? { state: "UNKNOWN" } : storedAttachment(inputs, found, groups);
  return { ...inputs, ...outputs, securityGroups: groups, unfinished: true };
}

/**
 * Takes groups off a target, and says what that closes.
 * @throws {GroupFailure} under `guard: "error"`, where it closes anything
 */
export async function detachGroups(
  work: WaldurWork,
  inputs: AttachmentInputs,
  target: TargetRef,
  { groups, outputs }: Former,
): Promise<void> {
  const tenant = tenantOf(work, outputs);
  const found = await presentTarget(work, target, tenant);
  if (found === undefined) return;
  const wanted: WantedGroups = { own: [], dismissed: groups, exclusive: false };
  await sayDetachment(work, inputs, target, found, wanted);
  try {
    await new GroupsUpdate(work, target, () => wanted).run(tenant);
  } catch (error) {
    if (!(error instanceof TargetGoneError)) throw error;
  } finally {
    forgetTarget(work.session, target);
  }
}

async function sayDetachment(
  work: WaldurWork,
  inputs: AttachmentInputs,
  target: TargetRef,
  found: WireTarget,
  wanted: WantedGroups,
): Promise<void> {
  const live = groupIds(found);
  const { detach } = groupsChange(live, wanted);
  if (detach.length === 0) return;
  const left = live.filter((id) => !detach.includes(id));
  const traffic = await liveTraffic(work, found.tenant).catch((error: unknown) => {
    if (inputs.guard === "error" || !(error instanceof ApiError)) throw error;
    return () => [];
  });
  const { line, warnings, problems } = statementOf(inputs, {
    target,
    found,
    attach: [],
    detach: detach.map((id) => labelOf(work.session, id)),
    adopt: [],
    before: traffic(live),
    after: traffic(left),
    areOthersKnown: true,
    left: left.length,
  });
  const [problem] = problems;
  if (problem !== undefined)
    throw new GroupFailure(problem, 'With guard: "warn", run pulumi up before the attachment is deleted.');
  const own = `${inputs.name}: `;
  for (const text of [line, ...warnings]) work.note(text.startsWith(own) ? text.slice(own.length) : text);
}
