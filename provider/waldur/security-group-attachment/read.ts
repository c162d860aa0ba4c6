import { SecurityGroupsError } from "../../errors";
import type { Found, Props } from "../../kit/handlers";
import { importOptionText } from "../../kit/program-context";
import { undefinedIfNotFound } from "../../http/errors";
import type { WaldurWork } from "../api/session";
import { GroupFailure } from "../api/failures";
import { isErred, isOk } from "../api/schema";
import { targets, type TargetRef, type WireTarget } from "../api/targets";
import { groupsDrift } from "./traffic";
import { type AttachmentInputs, attachmentId, parseImportId, targetOf, targetText } from "./inputs";
import { groupIds } from "./set";
import { heldGroups, outputsOf } from "./state";
import {
  missingText,
  presentTarget,
  pulledTarget,
  settledTarget,
  TargetGoneError,
  tenantOf,
  earlierChange,
} from "./wait";

/** Seconds for which a read waits for a task in progress. */
const BRIEFLY = 10;

/**
 * An attachment as it is in state: its groups that are attached. Undefined where the target is gone. Of a target that is in error
 * or not finished, Waldur shows what it wants, so that the next update repairs it.
 */
export async function readAttachment(
  work: WaldurWork,
  id: string,
  inputs: AttachmentInputs,
  props: Props,
): Promise<Found | undefined> {
  const named = targetOf(inputs) ?? parseImportId(id)?.target;
  if (named === undefined) throw noTarget(id);
  const isManaged = inputs.apiUrl !== "";
  const found = isManaged
    ? await presentTarget(work, named, tenantOf(work, props))
    : await undefinedIfNotFound(work.client.getTarget(named));
  const target = found && (await settledSoon(work, named, found));
  if (target === undefined) return undefined;
  const { securityGroups: own } = inputs;
  const isSure = isOk(target);
  if (!isSure) work.note(notFinished(named, target));
  if (isSure && isManaged && props["state"] === "OK" && props["unfinished"] !== true) {
    const drift = await groupsDrift(work, own, target, inputs);
    if (drift !== undefined) work.note(drift);
  }
  const groups = isManaged ? heldGroups(inputs, own, target) : groupIds(target).toSorted();
  // What a target that is not OK really has is not known.
  const securityGroups = isSure ? groups : [...new Set([...own, ...groups])].toSorted();
  const read = { ...inputs, [named.kind]: named.id, securityGroups };
  return { id, inputs: read, outs: { ...read, ...outputsOf(inputs, target) } };
}

const notFinished = (named: TargetRef, target: WireTarget) =>
  `the ${targetText(named, target)} is ${target.state}, so that its groups in OpenStack are not known. The next pulumi up ` +
  "waits for the end of that and sets what is missing";

/** The target once nothing is in progress, if that comes soon; as OpenStack has it with the setting `pullOnRefresh`. */
async function settledSoon(
  work: WaldurWork,
  named: TargetRef,
  found: WireTarget,
): Promise<WireTarget | undefined> {
  try {
    const most = Math.min(BRIEFLY, work.deadline.left / 2);
    const goal = earlierChange(named, found);
    const isDone = isOk(found) || isErred(found);
    const settled = isDone ? found : await settledTarget(work, named, { goal, most });
    const canPull = work.session.settings.pullOnRefresh && (isOk(settled) || isErred(settled));
    return canPull ? await pulledTarget(work, named, settled) : settled;
  } catch (error) {
    if (error instanceof TargetGoneError) return undefined;
    throw error;
  }
}

const noTarget = (id: string) =>
  new SecurityGroupsError(
    `"${id}" names no target: give instance/UUID, port/UUID or loadBalancer/UUID, and after another slash the ids of groups, ` +
      "separated by commas, if not all are meant",
  );

/** The groups of a target that no program has managed yet: those that the id names, or all. */
export async function importAttachment(
  work: WaldurWork,
  text: string,
  name: string,
): Promise<Found | undefined> {
  const given = parseImportId(text);
  if (given === undefined) throw noTarget(text);
  const { target } = given;
  const found = await undefinedIfNotFound(work.client.getTarget(target));
  if (found === undefined) {
    throw new GroupFailure(
      `Waldur does not have ${missingText(target)}, or the token's user may not see it`,
      `Check its id, and that the user has a role in the project of the ${targets[target.kind].title}.`,
    );
  }
  const live = groupIds(found);
  const missing = (given.groups ?? []).filter((id) => !live.includes(id));
  if (missing.length > 0) {
    throw new GroupFailure(
      `the ${targetText(target, found)} does not have the group ${missing.join(", ")}`,
      "Leave it out of the id, and add it to the program after the import.",
    );
  }
  const securityGroups = (given.groups ?? live).toSorted();
  const { apiUrl } = work.session.settings;
  const inputs = { apiUrl, name, [target.kind]: target.id, securityGroups };
  const id = attachmentId(inputs, target);
  if (id !== text) work.warn(importOptionText(id));
  return { id, inputs, outs: { ...inputs, ...outputsOf(inputs, found) } };
}
